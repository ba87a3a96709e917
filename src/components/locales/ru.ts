import { makeLocale } from './make-locale.ts';

/** Russian. */
export const ru = /* @__PURE__ */ makeLocale('ru', {
	units: ['\u0411', '\u041a\u0438\u0411', '\u041c\u0438\u0411', '\u0413\u0438\u0411', '\u0422\u0438\u0411'],
	label: 'Выберите файл',
	submit: 'Загрузить файл',
	uploading: 'Загрузка в рабочее пространство…',
	cancelUpload: 'Отменить загрузку',
	uploadProgress: 'Ход загрузки',
	sentOf: '{sent} из {total}',
	processing: 'Всё отправлено. Рабочее пространство сохраняет…',
	started: 'Загружается {name}',
	startedMany: {
		one: 'Загружается {n} файл',
		few: 'Загружаются {n} файла',
		many: 'Загружаются {n} файлов',
		other: 'Загружаются {n} файла'
	},
	milestone: 'Загружено {percent}',
	uploaded: 'Файл загружен',
	uploadedMany: {
		one: 'Загружен {n} файл: {names}',
		few: 'Загружены {n} файла: {names}',
		many: 'Загружены {n} файлов: {names}',
		other: 'Загружены {n} файла: {names}'
	},
	uploadCancelled: 'Загрузка отменена.',
	network: 'Соединение прервалось до конца загрузки. Проверьте сеть и попробуйте снова.',
	bodyLimit:
		'Сервер не принимает такой большой запрос (413). В adapter-node его владелец может увеличить BODY_SIZE_LIMIT (по умолчанию 512K).',
	unreadable: 'Сервер ответил не так, как действие формы (HTTP {status}). Попробуйте позже.',
	typeNotAllowed: '{name}: тип не разрешён (можно: {accept}).',
	tooLarge: '{name}: размер {size}; можно не больше {limit}.',
	tooSmall: '{name}: размер {size}; нужно не меньше {limit}.',
	tooMany: {
		one: 'Можно не больше {n} файла.',
		other: 'Можно не больше {n} файлов.'
	},
	totalTooLarge: 'Все файлы вместе могут занимать не больше {limit}.',
	duplicate: '{name} уже есть в списке.',
	networkLost: 'Соединение прервалось. Проверьте сеть и попробуйте снова.',
	noMount: 'Этот сайт не принимает файлы по этому адресу (HTTP 404).',
	notUnderstood: 'Сервер ответил не так, как ожидалось (HTTP {status}). Попробуйте позже.',
	choose: 'Выбрать файл',
	chooseMany: 'Выбрать файлы',
	chooseFolder: 'Выбрать папку',
	dropHint: 'или перетащите или вставьте его сюда',
	dropHintMany: 'или перетащите или вставьте их сюда',
	dropNow: 'Отпустите, чтобы загрузить',
	upToEach: 'до {size} каждый',
	atMost: {
		one: 'не больше {n} файла',
		other: 'не больше {n} файлов'
	},
	unavailable: 'На этом сайте загрузка недоступна: на его сервере нет нужных маршрутов.',
	pasted: 'vstavlennoe-izobrazhenie',
	files: 'Файлы',
	progressOf: 'Ход загрузки: {name}',
	progressOfAll: 'Ход загрузки всех файлов',
	checking: 'Проверка…',
	queued: 'В очереди',
	paused: 'Приостановлено',
	offline: 'Ожидание сети',
	retrying: 'Повторная попытка…',
	finishing: 'Завершение…',
	stored: 'Сохранено',
	held: 'Загружено',
	indexing: 'Индексация…',
	ready: 'Готово',
	notIndexed: {
		off: 'Сохранено. Индексация здесь отключена.',
		plan: 'Сохранено. Тариф не включает индексацию.',
		type: 'Сохранено. Этот тип не индексируется.',
		failed: 'Сохранено. Индексация не удалась.'
	},
	cancelled: 'Отменено',
	pause: 'Приостановить {name}',
	resume: 'Продолжить {name}',
	cancel: 'Отменить {name}',
	retry: 'Повторить {name}',
	remove: 'Убрать {name} из списка',
	dismiss: 'Закрыть сообщение о {name}',
	moreRefused: {
		one: 'Ещё {n} файл не принят.',
		few: 'Ещё {n} файла не приняты.',
		many: 'Ещё {n} файлов не приняты.',
		other: 'Ещё {n} файла не приняты.'
	},
	dismissAll: 'Закрыть все',
	pauseAll: 'Приостановить все',
	resumeAll: 'Продолжить все',
	cancelAll: 'Отменить все',
	retryAll: 'Повторить неудавшиеся',
	clear: 'Убрать завершённые',
	storedOf: 'Сохранено {stored} из {n}',
	failedCount: {
		other: 'other=с ошибкой: {n}'
	},
	left: 'осталось {time}',
	added: 'Добавлен {name}',
	addedMany: {
		one: 'Добавлен {n} файл',
		few: 'Добавлены {n} файла',
		many: 'Добавлены {n} файлов',
		other: 'Добавлены {n} файла'
	},
	refusedMany: {
		one: '{n} файл не принят: {reason}',
		few: '{n} файла не приняты. Первый: {reason}',
		many: '{n} файлов не приняты. Первый: {reason}',
		other: '{n} файла не приняты. Первый: {reason}'
	},
	failed: 'Ошибка, {name}: {reason}',
	failedMany: {
		one: '{n} файл с ошибкой: {name}: {reason}',
		few: '{n} файла с ошибкой. Последний: {name}: {reason}',
		many: '{n} файлов с ошибкой. Последний: {name}: {reason}',
		other: '{n} файла с ошибкой. Последний: {name}: {reason}'
	},
	done: {
		one: 'Сохранён {n} файл',
		few: 'Сохранены {n} файла',
		many: 'Сохранены {n} файлов',
		other: 'Сохранены {n} файла'
	},
	isReady: '{name}: готово',
	areReady: {
		one: 'Готов {n} файл',
		few: 'Готовы {n} файла',
		many: 'Готовы {n} файлов',
		other: 'Готовы {n} файла'
	}
});
