/** What the raw route answers. */
interface Answer {
	success?: boolean;
	fileId?: string;
	error?: string;
}

/** One file as the body of one request, with progress: all that a page needs to drive a raw route. */
export class RawUpload {
	status: 'idle' | 'sending' | 'waiting' | 'done' | 'failed' | 'cancelled' = $state('idle');
	percent = $state(0);
	name = $state('');
	fileId = $state('');
	error = $state('');
	#request: XMLHttpRequest | undefined;

	get busy() {
		return this.status === 'sending' || this.status === 'waiting';
	}

	send(url: string, file: File) {
		const request = new XMLHttpRequest();
		this.#request = request;
		this.status = 'sending';
		this.percent = 0;
		this.name = file.name;
		request.upload.onprogress = ({ loaded, total }) => {
			this.percent = total > 0 ? Math.floor((loaded / total) * 100) : 0;
		};
		request.upload.onload = () => (this.status = 'waiting');
		request.onload = () => this.#finish(request);
		request.onerror = () => this.#fail('The connection was lost.');
		request.onabort = () => (this.status = 'cancelled');
		request.open('POST', url);
		// Always a type: a body without one is not read by SvelteKit 2.
		request.setRequestHeader('content-type', file.type || 'application/octet-stream');
		// Header values are Latin-1 at most, names are not.
		request.setRequestHeader('x-file-name', encodeURIComponent(file.name));
		request.send(file);
	}

	/** Once the last byte has left, the server stores the file whatever we do. */
	cancel() {
		if (this.status === 'sending') this.#request?.abort();
	}

	#finish(request: XMLHttpRequest) {
		let answer: Answer = {};
		try {
			answer = JSON.parse(request.responseText) as Answer;
		} catch {
			// Not ours: a proxy's page. The status says enough.
		}
		if (!answer.success) return this.#fail(answer.error ?? `The server answered with ${request.status}.`);
		this.fileId = answer.fileId ?? '';
		this.status = 'done';
	}

	#fail(error: string) {
		this.error = error;
		this.status = 'failed';
	}
}
