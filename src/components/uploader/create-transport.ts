import type { Checksums } from '../integrity/types.ts';
import { withWords } from '../words.ts';
import type { Environment } from './environment.ts';
import type { Transport } from './job.ts';
import type { Network } from './network.svelte.ts';
import { UPLOADER_ENGLISH } from './strings.ts';
import type { UploaderOptions } from './types.ts';

const DEFAULT_SLICES_IN_FLIGHT = 3;
const DEFAULT_RETRIES = 5;

/**
 * @param ended Aborts when nothing is sent any more.
 * @throws RangeError for a number of the options that is no whole number from 1.
 */
export function createTransport(
	options: UploaderOptions,
	environment: Environment,
	defaultEndpoint: () => string,
	network: Network,
	ended: AbortSignal
): Transport {
	const { slicesInFlight = DEFAULT_SLICES_IN_FLIGHT, retries = DEFAULT_RETRIES } = options;
	let loading: Promise<Checksums | undefined> | undefined;
	ended.addEventListener('abort', () => void loading?.then((loaded) => loaded?.close()));
	return {
		...environment,
		options,
		url: () =>
			`${(options.endpoint ?? defaultEndpoint()).replace(/\/$/u, '')}/${encodeURIComponent(options.to)}`,
		strings: () => withWords(UPLOADER_ENGLISH, options.strings),
		capabilities: undefined,
		slicesInFlight: wholeNumber('slicesInFlight', slicesInFlight),
		retries: retries === false ? 0 : wholeNumber('retries', retries),
		mostSingleBytes: Infinity,
		online: network.until,
		checksums: () => (loading ??= environment.checksums().catch(noChecksums))
	};
}

function noChecksums(): undefined {
	console.warn('[sveltekit-fastio] Checksums could not be loaded: uploads go on without.');
}

/** @throws RangeError when it is none, or less than 1. */
export function wholeNumber(name: string, value: number): number {
	if (Number.isInteger(value) && value >= 1) return value;
	throw new RangeError(`createUploader: \`${name}\` must be a whole number of 1 or more; got ${value}`);
}
