import { makeLocale } from './make-locale.ts';

/** Japanese. */
export const ja = /* @__PURE__ */ makeLocale('ja', {
	label: 'ファイルを選択',
	submit: 'ファイルをアップロード',
	uploading: 'ワークスペースにアップロード中…',
	cancelUpload: 'アップロードを中止',
	uploadProgress: 'アップロードの進行状況',
	sentOf: '{total} 中 {sent}',
	processing: 'すべて送信しました。ワークスペースに保存しています…',
	started: '{name} をアップロードしています',
	startedMany: {
		other: '{n} 個のファイルをアップロードしています'
	},
	milestone: '{percent} アップロード済み',
	uploaded: 'ファイルをアップロードしました',
	uploadedMany: {
		other: '{n} 個のファイルをアップロードしました: {names}'
	},
	uploadCancelled: 'アップロードを中止しました。',
	network: 'アップロードが終わる前に接続が切れました。ネットワークを確認して、もう一度お試しください。',
	bodyLimit:
		'サーバーはこの大きさのリクエストを受け付けません (413)。adapter-node では運用者が BODY_SIZE_LIMIT (既定値 512K) を増やせます。',
	unreadable:
		'サーバーの応答がフォームアクションのものではありません (HTTP {status})。しばらくしてからお試しください。',
	typeNotAllowed: '{name} は許可された種類ではありません ({accept})。',
	tooLarge: '{name} は {size} です。上限は {limit} です。',
	tooSmall: '{name} は {size} です。{limit} 以上必要です。',
	tooMany: {
		other: 'ファイルは {n} 個までです。'
	},
	totalTooLarge: 'ファイルの合計は {limit} までです。',
	duplicate: '{name} はすでにリストにあります。',
	networkLost: '接続が切れました。ネットワークを確認して、もう一度お試しください。',
	noMount: 'このサイトはこのアドレスでファイルを受け付けていません (HTTP 404)。',
	notUnderstood: 'サーバーから想定外の応答がありました (HTTP {status})。しばらくしてからお試しください。',
	choose: 'ファイルを選択',
	chooseMany: 'ファイルを選択',
	chooseFolder: 'フォルダーを選択',
	dropHint: 'またはここにドロップか貼り付け',
	dropHintMany: 'またはここにドロップか貼り付け',
	dropNow: 'ドロップしてアップロード',
	upToEach: '1 個 {size} まで',
	atMost: {
		other: '{n} 個まで'
	},
	unavailable: 'このサイトではアップロードできません。サーバーに必要なルートがありません。',
	pasted: 'pasted-image',
	files: 'ファイル',
	progressOf: '{name} の進行状況',
	progressOfAll: '全ファイルの進行状況',
	checking: '確認中…',
	queued: '待機中',
	paused: '一時停止中',
	offline: 'ネットワークを待っています',
	retrying: '再試行中…',
	finishing: '仕上げ中…',
	stored: '保存済み',
	held: 'アップロード済み',
	indexing: '索引を作成中…',
	ready: '完了',
	notIndexed: {
		off: '保存済み。ここでは索引作成が無効です。',
		plan: '保存済み。プランに索引作成は含まれていません。',
		type: '保存済み。この種類は索引の対象外です。',
		failed: '保存済み。索引の作成に失敗しました。'
	},
	cancelled: '中止しました',
	pause: '{name} を一時停止',
	resume: '{name} を再開',
	cancel: '{name} を中止',
	retry: '{name} を再試行',
	remove: '{name} をリストから削除',
	dismiss: '{name} のメッセージを閉じる',
	moreRefused: {
		other: 'ほかに {n} 個のファイルが受け付けられませんでした。'
	},
	dismissAll: 'すべて閉じる',
	pauseAll: 'すべて一時停止',
	resumeAll: 'すべて再開',
	cancelAll: 'すべて中止',
	retryAll: '失敗したものを再試行',
	clear: '終わったものを消去',
	storedOf: '{n} 個中 {stored} 個保存済み',
	failedCount: {
		other: '{n} 個失敗'
	},
	left: '残り {time}',
	added: '{name} を追加しました',
	addedMany: {
		other: '{n} 個のファイルを追加しました'
	},
	refusedMany: {
		other: '{n} 個のファイルが受け付けられませんでした。最初の理由: {reason}'
	},
	failed: '{name} に失敗しました: {reason}',
	failedMany: {
		other: '{n} 個のファイルに失敗しました。最後は {name}: {reason}'
	},
	done: {
		other: '{n} 個のファイルを保存しました'
	},
	isReady: '{name} の準備ができました',
	areReady: {
		other: '{n} 個のファイルの準備ができました'
	},
	ask: {
		label: '質問',
		send: '質問する',
		stop: '停止',
		retry: 'もう一度質問する',
		clear: '新しい会話',
		scope: '質問の対象',
		scopeAll: '選択なし: すべてのファイル',
		conversation: '質問と回答',
		question: '質問:',
		answer: '回答:',
		asking: '回答を探しています…',
		stopped: '停止しました。',
		truncated: '回答が途中で切れました。',
		sources: '出典',
		noSources: 'この回答に出典のファイルはありません。',
		page: '{n} ページ',
		notIndexed: {
			other: '{n} 個のファイルは索引になく、回答に含まれていません。'
		},
		answered: {
			other: '回答しました。出典 {n} 件。'
		},
		networkLost: '回答が終わる前に接続が切れました。ネットワークを確認して、もう一度質問してください。',
		notUnderstood: 'サーバーから想定外の応答がありました (HTTP {status})。しばらくしてからお試しください。'
	}
});
