import { createId, plainId } from '../ids.ts';
import type { AiState } from '../indexing.ts';
import { numberedName } from '../names.ts';
import type { BlobStore, StoredBytes } from './blobs.ts';
import type { NodeLock } from './node-lock.ts';

/** Which wire and call brought a file's content. */
export interface Provenance {
	wire: 'sessions' | 'v1';
	via: 'single' | 'stream' | 'chunks' | 'multipart';
	creator?: string;
}

export interface FileVersion extends Provenance {
	readonly id: string;
	readonly bytes: StoredBytes;
	/** Unknown for slices that were discarded. */
	readonly sha256: string | undefined;
	/** Known where the upload declared one, and for slices that were discarded. */
	readonly crc32c: string | undefined;
	readonly type: string;
	readonly createdAt: Date;
}

interface NodeBase {
	readonly id: string;
	name: string;
	/** Id of a folder, `root` or `trash`. */
	parent: string;
	/** Where a node in the trash was. */
	trashedFrom?: string;
	title?: string;
	short?: string;
	/** Also one that has expired: `lockOf` tells. */
	lock?: NodeLock;
	readonly createdAt: Date;
	modifiedAt: Date;
}
export interface FolderNode extends NodeBase {
	readonly kind: 'folder';
}
export interface FileNode extends NodeBase {
	readonly kind: 'file';
	/** Oldest first. */
	readonly versions: FileVersion[];
	current: FileVersion;
	/** Changed by the indexer only, with why its text can't be had. */
	ai: AiState;
	aiProblem?: string;
}
export type StorageNode = FolderNode | FileNode;

/** New content for a file. */
export type NewVersion = Omit<FileVersion, 'id' | 'createdAt'>;

/** What happened to a node. `content`: a new version, perhaps with new details; `details`: name or description only. */
export type NodeChange =
	| 'added'
	| 'copied'
	| 'content'
	| 'details'
	| 'moved'
	| 'deleted'
	| 'restored'
	| 'version-restored'
	| 'purged';

/** What an update changes, all at once. */
export interface NodeUpdate {
	/** For files only. */
	content?: NewVersion;
	name?: string;
	title?: string;
	short?: string;
}

/** Folders, files and the trash of the workspace. In memory but for the contents; answers nothing about permissions. */
export interface NodeStore {
	/** The node with that id, in either form, trash included. */
	get(id: string): StorageNode | undefined;
	/** Whether the node is neither in the trash nor below a folder that is. */
	isLive(node: StorageNode): boolean;
	/** What lies directly in a folder, `root` or `trash`. */
	children(parent: string): StorageNode[];
	child(parent: string, name: string): StorageNode | undefined;
	/** Puts a file in a folder: a file of that name gets a new version, a folder of that name makes it `name (2)`. */
	putFile(parent: string, name: string, content: NewVersion, how?: 'added' | 'copied'): FileNode;
	update(node: StorageNode, update: NodeUpdate): void;
	/** Makes one of the file's versions the current one. */
	restoreVersion(file: FileNode, version: FileVersion): void;
	/** The folder of that name; a new one where there is none, or with `force` (then numbered). */
	createFolder(parent: string, name: string, force?: boolean): FolderNode;
	/** Creates the folders of a path that are missing; the id of the innermost. */
	ensurePath(parent: string, names: readonly string[]): string;
	/** Moves (also out of the trash). A file in the way goes to the trash; otherwise the mover is numbered. */
	move(node: StorageNode, parent: string): void;
	trash(node: StorageNode): void;
	/** Deletes for good, with all below and all versions. */
	purge(node: StorageNode): Promise<void>;
	/** Every live file, oldest first. */
	files(): FileNode[];
	/** Every live file and folder, oldest first. */
	all(): StorageNode[];
	/** The node itself, or the files in it, at any depth. */
	filesIn(node: StorageNode): FileNode[];
	/** Forgets all nodes; the contents are the blob store's. */
	clear(): void;
}

/** @param onChange told after each change, a moved or deleted folder as one. Must not throw. */
export function createNodeStore(
	blobs: BlobStore,
	onChange: (change: NodeChange, node: StorageNode) => void = () => {}
): NodeStore {
	const nodes = new Map<string, StorageNode>();
	const folders = new Map<string, Set<StorageNode>>();
	const within = (parent: string): Set<StorageNode> => {
		const found = folders.get(parent);
		if (found) return found;
		const empty = new Set<StorageNode>();
		folders.set(parent, empty);
		return empty;
	};
	const put = <T extends StorageNode>(node: T, parent: string): T => {
		within(node.parent).delete(node);
		node.parent = parent;
		within(parent).add(node);
		nodes.set(node.id, node);
		return node;
	};
	const add = <T extends StorageNode>(node: T, how: 'added' | 'copied' = 'added'): T => {
		put(node, node.parent);
		onChange(how, node);
		return node;
	};
	const base = (parent: string, name: string) => {
		const now = new Date();
		return { id: createId('node'), name, parent, createdAt: now, modifiedAt: now };
	};

	const store: NodeStore = {
		get: (id) => nodes.get(plainId(id)),
		isLive(node) {
			let at: StorageNode | undefined = node;
			while (at && at.parent !== 'root') at = nodes.get(at.parent);
			return at !== undefined;
		},
		children: (parent) => [...(folders.get(parent) ?? [])],
		child(parent, name) {
			for (const node of folders.get(parent) ?? []) if (node.name === name) return node;
			return undefined;
		},
		putFile(parent, name, content, how) {
			const existing = store.child(parent, name);
			if (existing?.kind === 'file') {
				store.update(existing, { content });
				return existing;
			}
			const current = version(content);
			const free = existing ? freeName(store, parent, name, 'file') : name;
			return add({ ...base(parent, free), kind: 'file', versions: [current], current, ai: 'disabled' }, how);
		},
		update(node, { content, name, title, short }) {
			const isContent = content !== undefined && node.kind === 'file';
			if (isContent) {
				node.current = version(content);
				node.versions.push(node.current);
			}
			if (name !== undefined) node.name = name;
			if (title !== undefined) node.title = title;
			if (short !== undefined) node.short = short;
			node.modifiedAt = isContent ? node.current.createdAt : new Date();
			onChange(isContent ? 'content' : 'details', node);
		},
		restoreVersion(file, version) {
			file.current = version;
			file.modifiedAt = new Date();
			onChange('version-restored', file);
		},
		createFolder(parent, name, force = false) {
			const existing = store.child(parent, name);
			if (existing?.kind === 'folder' && !force) return existing;
			const free = existing ? freeName(store, parent, name, 'folder') : name;
			return add({ ...base(parent, free), kind: 'folder' });
		},
		ensurePath: (parent, names) => names.reduce((at, name) => store.createFolder(at, name).id, parent),
		move(node, parent) {
			const inTheWay = store.child(parent, node.name);
			if (inTheWay && inTheWay !== node) {
				if (node.kind === 'file' && inTheWay.kind === 'file') store.trash(inTheWay);
				else node.name = freeName(store, parent, node.name, node.kind);
			}
			const change = node.trashedFrom === undefined ? 'moved' : 'restored';
			delete node.trashedFrom;
			node.modifiedAt = new Date();
			put(node, parent);
			onChange(change, node);
		},
		trash(node) {
			node.trashedFrom = node.parent;
			put(node, 'trash');
			onChange('deleted', node);
		},
		async purge(node) {
			within(node.parent).delete(node);
			nodes.delete(node.id);
			const below = store.children(node.id);
			folders.delete(node.id);
			onChange('purged', node);
			if (node.kind === 'file') await Promise.all(node.versions.map(({ bytes }) => blobs.remove(bytes)));
			for (const child of below) await store.purge(child);
		},
		files: () => store.all().filter((node) => node.kind === 'file'),
		all: () => [...nodes.values()].filter((node) => store.isLive(node)),
		filesIn: (node) =>
			node.kind === 'file' ? [node] : store.children(node.id).flatMap((child) => store.filesIn(child)),
		clear() {
			nodes.clear();
			folders.clear();
		}
	};
	return store;
}

const version = (content: NewVersion): FileVersion => ({
	...content,
	id: createId('version'),
	createdAt: new Date()
});

function freeName(store: NodeStore, parent: string, name: string, kind: 'file' | 'folder'): string {
	let n = 2;
	while (store.child(parent, numberedName(name, n, kind))) n++;
	return numberedName(name, n, kind);
}
