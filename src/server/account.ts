import type { UploadDestination } from './define.ts';

/** Whose workspace a destination is in, as the client's calls take it; what is left out is the client's own. */
export function accountOf({ workspaceId, token }: UploadDestination): {
	workspaceId?: string;
	token?: string;
} {
	return { ...(workspaceId ? { workspaceId } : {}), ...(token ? { token } : {}) };
}
