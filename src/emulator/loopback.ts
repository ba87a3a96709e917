/** Whether a host name, IPv6 ones in brackets, is this machine. */
export const isLoopback = (host: string): boolean =>
	/^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(host.toLowerCase());
