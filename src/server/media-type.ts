/** The type of a file whose sender declared none that can be used. */
export const DEFAULT_MEDIA_TYPE = 'application/octet-stream';
/** RFC 9110 §8.3.1, parameters loosely; what fails this would make an invalid header upstream. */
const MEDIA_TYPE = /^[\w!#$%&'*+.^`|~-]{1,127}\/[\w!#$%&'*+.^`|~-]{1,127}(?:\s*;[\x20-\x7e]{0,200})?$/u;

/** The declared type if it is one, else `application/octet-stream`. */
export function mediaType(declared: string): string {
	const type = declared.trim();
	return MEDIA_TYPE.test(type) ? type : DEFAULT_MEDIA_TYPE;
}
