/** Text formats outside `text/*`; none of them begins with a signature. */
const TEXT =
	/^(?:text\/|message\/rfc822$)|[/+](?:json|xml|yaml)$|^application\/(?:.*script|json5|ld\+json|manifest\+json|sql|toml|x-ndjson|x-sh|x-yaml|graphql|x-httpd-php|x-subrip)$/u;
/** The binary data bytes of the WHATWG's MIME Sniffing Standard (§3): no text has them, in ASCII, UTF-8 or Latin-1. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const BINARY = /[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f]/u;

/** Whether files of this type are text. */
export function isTextType(type: string): boolean {
	return TEXT.test(type) && type !== 'text/rtf';
}

/** Whether these bytes can be the start of a text. UTF-16 is text with a byte order mark only. */
export function looksLikeText(head: Uint8Array): boolean {
	const [first, second] = head;
	const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
	return isUtf16 || !BINARY.test(new TextDecoder('latin1').decode(head));
}
