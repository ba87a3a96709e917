/** A Lua script that Redis runs in one go, and by which digest it remembers it. */
export interface Script {
	readonly source: string;
	/** SHA-1 in hex, once it was asked for. */
	digest?: string;
}

/** Makes a script of its source. */
export function script(source: string): Script {
	return { source };
}

/** Works the digest out once; until then the source itself is sent. */
export async function digestOf(script: Script): Promise<void> {
	const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(script.source));
	script.digest ??= Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
