/** The pages of the playground, in the order of the navigation. */
export const demos = [
	{
		href: '/guide',
		title: 'Guide',
		shows: 'FastioUpload',
		text: 'One component and one action. Progress, cancel, success or the error beside the field; a plain form without JavaScript.'
	},
	{
		href: '/upload-route',
		title: 'Upload route',
		shows: 'Your own page',
		text: 'The page as a reader of the integration guide wrote it, in Svelte 4 syntax with plain use:enhance, on our action.'
	},
	{
		href: '/dropzone',
		title: 'Dropzone',
		shows: 'FastioDropzone',
		text: 'Drop, paste or pick files and folders. Large ones travel in slices: pause them, lose the network, close the tab, and go on.'
	},
	{
		href: '/form',
		title: 'Form',
		shows: 'Files first',
		text: 'Files beside text fields in one form. They travel first, in slices; the form then carries tokens. A plain form without JavaScript.'
	},
	{
		href: '/headless',
		title: 'Headless',
		shows: 'createUploader',
		text: 'The same queue with markup of your own, in under 60 lines.'
	},
	{
		href: '/live',
		title: 'Live',
		shows: 'createLive',
		text: 'What happens in the workspace as it happens: files stored, indexed and changed, answers of agents. One connection, no polling by the page.'
	},
	{
		href: '/ask',
		title: 'Ask',
		shows: 'FastioAsk',
		text: 'Upload documents and ask about them. The answer is shown as it is written, and each source is a link to its page.'
	},
	{
		href: '/stream',
		title: 'Stream',
		shows: 'Raw route',
		text: 'The file as the request body, straight through POST /api/stream. Nothing is parsed and nothing is held.'
	},
	{
		href: '/profile',
		title: 'Profile',
		shows: 'Streamed form',
		text: 'An ordinary action with text fields and request.formData(). The hook has already streamed its picture away.'
	},
	{
		href: '/limits',
		title: 'Limits',
		shows: 'Rules',
		text: 'Pictures up to 2 MiB, at most three. Send something else and see what people are told.'
	},
	{
		href: '/toast',
		title: 'Toast',
		shows: 'Errors',
		text: 'The same failure as a toast: announced, dismissable, and still readable without JavaScript.'
	},
	{
		href: '/files',
		title: 'Stored files',
		shows: 'Workspace',
		text: 'What arrived: names, sizes and the SHA-256 that Fast.io computed.'
	}
] as const;
