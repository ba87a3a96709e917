/** The headers that tell where a request came from. */
export interface RequestSource {
	/** `Origin`: set by browsers on every cross-site request and on every POST. */
	origin: string | null;
	/** `Sec-Fetch-Site`: set by browsers on trustworthy URLs, and by nothing a page controls. */
	secFetchSite: string | null;
	/** `Sec-Fetch-Mode` and `Sec-Fetch-Dest` say that a tab of its own shows the answer: a link, not an embedded page. */
	opensTab: boolean;
	/** Whether the request carries cookies, so that it could act for somebody. */
	hasCookies: boolean;
	/** The app's own origin. */
	selfOrigin: string;
	trustedOrigins: readonly string[];
}

/**
 * Whether a state-changing request may come from where it came. SvelteKit checks only form content types, and not
 * in dev; raw uploads would be open to every page on the web.
 *
 * A trusted origin passes; then `Sec-Fetch-Site` decides where there is one, else `Origin`. With neither it is no
 * browser: it passes without cookies only, because then it acts for nobody but itself.
 */
export function isTrustedSource(source: RequestSource): boolean {
	if (source.origin !== null && source.trustedOrigins.includes(source.origin)) return true;
	if (source.secFetchSite !== null && source.secFetchSite !== 'none') {
		return source.secFetchSite === 'same-origin';
	}
	if (source.origin !== null) return source.origin === source.selfOrigin;
	return !source.hasCookies;
}

/**
 * Whether a request that only reads may come from where it came. Other sites, and other subdomains, may link to a file,
 * which tells them nothing; they may not embed or fetch one with the visitor's cookies.
 */
export function mayRead(source: RequestSource): boolean {
	if (source.origin !== null && source.trustedOrigins.includes(source.origin)) return true;
	if (source.secFetchSite !== null && source.secFetchSite !== 'none') {
		return source.secFetchSite === 'same-origin' || source.opensTab;
	}
	return source.origin === null || source.origin === source.selfOrigin;
}

/** Reads {@link RequestSource} off a request. */
export function sourceOf(
	request: Request,
	selfOrigin: string,
	trustedOrigins: readonly string[] = []
): RequestSource {
	return {
		origin: request.headers.get('origin'),
		secFetchSite: request.headers.get('sec-fetch-site'),
		opensTab:
			request.headers.get('sec-fetch-mode') === 'navigate' &&
			request.headers.get('sec-fetch-dest') === 'document',
		hasCookies: request.headers.has('cookie'),
		selfOrigin,
		trustedOrigins
	};
}
