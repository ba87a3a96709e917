/** One row of the table: a way for a file through a server of ours into Fast.io. */
export interface Contestant {
	id: string;
	title: string;
	/** What stands between client and Fast.io: a bare TCP proxy, or the built SvelteKit app of `bench/app`. */
	server: 'proxy' | 'app';
	/** Path of the app, or for the proxy the call that reaches Fast.io as it is. */
	path: string;
	/** How the client sends the file. */
	body: 'raw' | 'multipart';
	/** Whether it is this package's: a failure of ours fails the bench, one of the others is shown in its row. */
	ours: boolean;
}

export const FLOOR_ID = 'floor';

export const CONTESTANTS: readonly Contestant[] = [
	{ id: FLOOR_ID, title: 'bare TCP proxy (the floor)', server: 'proxy', path: '', body: 'raw', ours: true },
	{
		id: 'guide-action',
		title: 'the guide’s action',
		server: 'app',
		path: '/guide-action?/upload',
		body: 'multipart',
		ours: false
	},
	{
		id: 'guide-stream',
		title: 'the guide’s stream',
		server: 'app',
		path: '/guide-stream',
		body: 'raw',
		ours: false
	},
	{ id: 'raw', title: 'our raw route', server: 'app', path: '/raw', body: 'raw', ours: true },
	{
		id: 'action',
		title: 'our form action',
		server: 'app',
		path: '/action?/upload',
		body: 'multipart',
		ours: true
	},
	{ id: 'form', title: 'our streamed form', server: 'app', path: '/form', body: 'multipart', ours: true }
];
