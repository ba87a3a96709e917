/** One field that a request lacks or has wrong, as `error.params` lists it. */
export interface FieldProblem {
	name: string;
	kind: 'missing' | 'invalid';
	message: string;
}

/** What `error.params` holds: a list of fields, or an object with a reason. */
export type RefusalParams = readonly FieldProblem[] | Readonly<Record<string, unknown>>;

/** A request that Fast.io answers with an error. Thrown by routes, written by the server in the form of the wire. */
export class Refusal extends Error {
	override readonly name = 'Refusal';
	readonly status: number;
	/** `error.code`: a number, or a string for the errors of the web framework. */
	readonly code: number | string;
	readonly params: RefusalParams | undefined;
	readonly headers: Readonly<Record<string, string>>;

	constructor(
		status: number,
		code: number | string,
		text: string,
		options: { params?: RefusalParams; headers?: Record<string, string> } = {}
	) {
		super(text);
		this.status = status;
		this.code = code;
		this.params = options.params;
		this.headers = options.headers ?? {};
	}
}

/** The client went away, or a fault cut it off: there is nobody to answer. */
export class Disconnected extends Error {
	override readonly name = 'Disconnected';
	constructor() {
		super('The client closed the connection before the request body was complete.');
	}
}

/** 406/10022: required fields are missing. */
export const missing = (...names: string[]): Refusal =>
	new Refusal(406, 10022, `${names.join(', ')}: required`, {
		params: names.map((name): FieldProblem => ({ name, kind: 'missing', message: 'This field is required.' }))
	});

/** 406/10023: a field has a value that isn't allowed. */
export const invalid = (name: string, message: string): Refusal =>
	new Refusal(406, 10023, `${name}: ${message}`, { params: [{ name, kind: 'invalid', message }] });

/** 404/1609: the thing isn't there, or isn't this key's. */
export const notFound = (what: string): Refusal => new Refusal(404, 1609, `${what} was not found.`);

/** 404/133123: no such node. */
export const noSuchNode = (): Refusal => new Refusal(404, 133123, 'The storage node was not found.');

/** 413: more bytes than the limit. */
export const tooLarge = (what: string, limitBytes: number): Refusal =>
	new Refusal(413, '413', `${what} is larger than ${limitBytes} bytes.`);
