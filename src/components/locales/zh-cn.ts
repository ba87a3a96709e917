import { makeLocale } from './make-locale.ts';

/** Simplified Chinese. */
export const zhCN = /* @__PURE__ */ makeLocale('zh-CN', {
	label: '选择文件',
	submit: '上传文件',
	uploading: '正在上传到工作区…',
	cancelUpload: '取消上传',
	uploadProgress: '上传进度',
	sentOf: '{sent} / {total}',
	processing: '已全部发送，等待工作区保存…',
	started: '正在上传 {name}',
	startedMany: {
		other: '正在上传 {n} 个文件'
	},
	milestone: '已上传 {percent}',
	uploaded: '文件上传成功',
	uploadedMany: {
		other: '{n} 个文件上传成功：{names}'
	},
	uploadCancelled: '上传已取消。',
	network: '上传完成前连接已断开。请检查网络后重试。',
	bodyLimit:
		'服务器不接受这么大的请求 (413)。使用 adapter-node 时，运维人员可以调高 BODY_SIZE_LIMIT（默认 512K）。',
	unreadable: '服务器的应答不是表单操作的应答 (HTTP {status})。请稍后再试。',
	typeNotAllowed: '{name} 的类型不被接受（{accept}）。',
	tooLarge: '{name} 为 {size}；最多允许 {limit}。',
	tooSmall: '{name} 为 {size}；至少需要 {limit}。',
	tooMany: {
		other: '最多允许 {n} 个文件。'
	},
	totalTooLarge: '所有文件合计最多 {limit}。',
	duplicate: '{name} 已在列表中。',
	networkLost: '连接已断开。请检查网络后重试。',
	noMount: '本站在此地址不接收文件 (HTTP 404)。',
	notUnderstood: '服务器的应答不符合预期 (HTTP {status})。请稍后再试。',
	choose: '选择文件',
	chooseMany: '选择多个文件',
	chooseFolder: '选择文件夹',
	dropHint: '或拖放、粘贴到这里',
	dropHintMany: '或拖放、粘贴到这里',
	dropNow: '松开即可上传',
	upToEach: '每个不超过 {size}',
	atMost: {
		other: '最多 {n} 个文件'
	},
	unavailable: '本站无法上传：服务器没有上传路由。',
	pasted: '粘贴的图片',
	files: '文件',
	progressOf: '{name} 的上传进度',
	progressOfAll: '全部文件的上传进度',
	checking: '正在检查…',
	queued: '等待中',
	paused: '已暂停',
	offline: '等待网络',
	retrying: '正在重试…',
	finishing: '即将完成…',
	stored: '已保存',
	held: '已上传',
	indexing: '正在建立索引…',
	ready: '就绪',
	notIndexed: {
		off: '已保存。此处未启用索引。',
		plan: '已保存。当前套餐不包含索引。',
		type: '已保存。此类型不会被索引。',
		failed: '已保存。建立索引失败。'
	},
	cancelled: '已取消',
	pause: '暂停 {name}',
	resume: '继续 {name}',
	cancel: '取消 {name}',
	retry: '重试 {name}',
	remove: '从列表中移除 {name}',
	dismiss: '关闭关于 {name} 的消息',
	moreRefused: {
		other: '另有 {n} 个文件未被接受。'
	},
	dismissAll: '全部关闭',
	pauseAll: '全部暂停',
	resumeAll: '全部继续',
	cancelAll: '全部取消',
	retryAll: '重试失败项',
	clear: '清除已完成',
	storedOf: '已保存 {stored} / {n}',
	failedCount: {
		other: '{n} 个失败'
	},
	left: '剩余 {time}',
	added: '已添加 {name}',
	addedMany: {
		other: '已添加 {n} 个文件'
	},
	refusedMany: {
		other: '{n} 个文件未被接受。第一个：{reason}'
	},
	failed: '{name} 失败：{reason}',
	failedMany: {
		other: '{n} 个文件失败。最近一个：{name}：{reason}'
	},
	done: {
		other: '已保存 {n} 个文件'
	},
	isReady: '{name} 已就绪',
	areReady: {
		other: '{n} 个文件已就绪'
	},
	ask: {
		label: '您的问题',
		send: '提问',
		stop: '停止',
		retry: '再次提问',
		clear: '新对话',
		scope: '提问范围',
		scopeAll: '未选择：所有文件',
		conversation: '问题和回答',
		question: '问题：',
		answer: '回答：',
		asking: '正在寻找答案…',
		stopped: '已停止。',
		truncated: '回答被截断。',
		sources: '来源',
		noSources: '此回答没有引用文件。',
		page: '第 {n} 页',
		notIndexed: {
			other: '{n} 个文件不在索引中，回答未包含其内容。'
		},
		answered: {
			other: '已回答，{n} 个来源。'
		},
		networkLost: '回答完成前连接中断。请检查网络后再次提问。',
		notUnderstood: '服务器的响应不符合预期 (HTTP {status})。请稍后再试。'
	}
});
