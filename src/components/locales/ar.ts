import { makeLocale } from './make-locale.ts';

/** Arabic. */
export const ar = /* @__PURE__ */ makeLocale(
	'ar',
	{
		label: 'اختر ملفًا',
		submit: 'رفع الملف',
		uploading: 'جارٍ الرفع إلى مساحة العمل…',
		cancelUpload: 'إلغاء الرفع',
		uploadProgress: 'تقدّم الرفع',
		sentOf: '{sent} من {total}',
		processing: 'أُرسل كل شيء. مساحة العمل تحفظه الآن…',
		started: 'جارٍ رفع {name}',
		startedMany: {
			zero: 'لا توجد ملفات قيد الرفع ({n})',
			one: 'جارٍ رفع ملف واحد',
			two: 'جارٍ رفع ملفين ({n})',
			few: 'جارٍ رفع {n} ملفات',
			many: 'جارٍ رفع {n} ملفًا',
			other: 'جارٍ رفع {n} ملف'
		},
		milestone: 'رُفع {percent}',
		uploaded: 'تم رفع الملف',
		uploadedMany: {
			two: 'تم رفع ملفين ({n}): {names}',
			few: 'تم رفع {n} ملفات: {names}',
			many: 'تم رفع {n} ملفًا: {names}',
			other: 'تم رفع {n} ملف: {names}'
		},
		uploadCancelled: 'أُلغي الرفع.',
		network: 'انقطع الاتصال قبل اكتمال الرفع. تحقق من الشبكة وحاول مرة أخرى.',
		bodyLimit:
			'لا يقبل الخادم طلبًا بهذا الحجم (413). في adapter-node يمكن لمشغّل الموقع زيادة BODY_SIZE_LIMIT (القيمة الافتراضية 512K).',
		unreadable: 'لم يرد الخادم كما يرد إجراء النموذج (HTTP {status}). حاول لاحقًا.',
		typeNotAllowed: 'نوع {name} غير مقبول ({accept}).',
		tooLarge: 'حجم {name} هو {size}؛ الحد الأقصى {limit}.',
		tooSmall: 'حجم {name} هو {size}؛ الحد الأدنى {limit}.',
		tooMany: {
			one: 'يُسمح بملف واحد فقط.',
			two: 'يُسمح بملفين على الأكثر ({n}).',
			few: 'يُسمح بـ {n} ملفات على الأكثر.',
			many: 'يُسمح بـ {n} ملفًا على الأكثر.',
			other: 'يُسمح بـ {n} ملف على الأكثر.'
		},
		totalTooLarge: 'يمكن أن يبلغ حجم جميع الملفات معًا {limit} على الأكثر.',
		duplicate: '{name} موجود في القائمة.',
		networkLost: 'انقطع الاتصال. تحقق من الشبكة وحاول مرة أخرى.',
		noMount: 'لا يستقبل هذا الموقع ملفات على هذا العنوان (HTTP 404).',
		notUnderstood: 'لم يرد الخادم كما هو متوقع (HTTP {status}). حاول لاحقًا.',
		choose: 'اختر ملفًا',
		chooseMany: 'اختر ملفات',
		chooseFolder: 'اختر مجلدًا',
		dropHint: 'أو أفلته أو ألصقه هنا',
		dropHintMany: 'أو أفلتها أو ألصقها هنا',
		dropNow: 'أفلت للرفع',
		upToEach: 'حتى {size} لكل ملف',
		atMost: {
			one: 'ملف واحد',
			two: 'ملفان على الأكثر ({n})',
			few: '{n} ملفات على الأكثر',
			many: '{n} ملفًا على الأكثر',
			other: '{n} ملف على الأكثر'
		},
		unavailable: 'لا يمكن الرفع في هذا الموقع: لا توجد في خادمه مسارات لذلك.',
		pasted: 'صورة-ملصقة',
		files: 'الملفات',
		progressOf: 'تقدّم رفع {name}',
		progressOfAll: 'تقدّم رفع جميع الملفات',
		checking: 'جارٍ التحقق…',
		queued: 'في الانتظار',
		paused: 'متوقف مؤقتًا',
		offline: 'في انتظار الشبكة',
		retrying: 'إعادة المحاولة…',
		finishing: 'جارٍ الإنهاء…',
		stored: 'محفوظ',
		held: 'تم الرفع',
		indexing: 'جارٍ الفهرسة…',
		ready: 'جاهز',
		notIndexed: {
			off: 'محفوظ. الفهرسة متوقفة هنا.',
			plan: 'محفوظ. الخطة لا تشمل الفهرسة.',
			type: 'محفوظ. هذا النوع لا يُفهرس.',
			failed: 'محفوظ. تعذرت الفهرسة.'
		},
		cancelled: 'ملغى',
		pause: 'إيقاف {name} مؤقتًا',
		resume: 'استئناف {name}',
		cancel: 'إلغاء {name}',
		retry: 'إعادة محاولة {name}',
		remove: 'إزالة {name} من القائمة',
		dismiss: 'إغلاق الرسالة عن {name}',
		moreRefused: {
			zero: 'لم يُرفض ملف آخر ({n}).',
			one: 'لم يُقبل ملف آخر واحد.',
			two: 'لم يُقبل ملفان آخران ({n}).',
			few: 'لم تُقبل {n} ملفات أخرى.',
			many: 'لم يُقبل {n} ملفًا آخر.',
			other: 'لم يُقبل {n} ملف آخر.'
		},
		dismissAll: 'إغلاق الكل',
		pauseAll: 'إيقاف الكل مؤقتًا',
		resumeAll: 'استئناف الكل',
		cancelAll: 'إلغاء الكل',
		retryAll: 'إعادة محاولة الفاشلة',
		clear: 'إزالة المنتهية',
		storedOf: 'حُفظ {stored} من {n}',
		failedCount: {
			other: 'فشل {n}'
		},
		left: 'بقي {time}',
		added: 'أُضيف {name}',
		addedMany: {
			two: 'أُضيف ملفان ({n})',
			few: 'أُضيفت {n} ملفات',
			many: 'أُضيف {n} ملفًا',
			other: 'أُضيف {n} ملف'
		},
		refusedMany: {
			two: 'لم يُقبل ملفان ({n}). الأول: {reason}',
			few: 'لم تُقبل {n} ملفات. الأول: {reason}',
			many: 'لم يُقبل {n} ملفًا. الأول: {reason}',
			other: 'لم يُقبل {n} ملف. الأول: {reason}'
		},
		failed: 'فشل {name}: {reason}',
		failedMany: {
			two: 'فشل ملفان ({n}). آخرهما {name}: {reason}',
			few: 'فشلت {n} ملفات. آخرها {name}: {reason}',
			many: 'فشل {n} ملفًا. آخرها {name}: {reason}',
			other: 'فشل {n} ملف. آخرها {name}: {reason}'
		},
		done: {
			zero: 'لم يُحفظ أي ملف',
			one: 'حُفظ ملف واحد',
			two: 'حُفظ ملفان ({n})',
			few: 'حُفظت {n} ملفات',
			many: 'حُفظ {n} ملفًا',
			other: 'حُفظ {n} ملف'
		},
		isReady: '{name} جاهز',
		areReady: {
			zero: 'لا يوجد ملف جاهز',
			one: 'ملف واحد جاهز',
			two: 'ملفان جاهزان ({n})',
			few: '{n} ملفات جاهزة',
			many: '{n} ملفًا جاهزًا',
			other: '{n} ملف جاهز'
		},
		ask: {
			label: 'سؤالك',
			send: 'اسأل',
			stop: 'إيقاف',
			retry: 'اسأل مرة أخرى',
			clear: 'محادثة جديدة',
			scope: 'اسأل عن',
			scopeAll: 'بلا اختيار: كل الملفات',
			conversation: 'الأسئلة والأجوبة',
			question: 'السؤال:',
			answer: 'الجواب:',
			asking: 'جارٍ البحث عن الجواب…',
			stopped: 'تم الإيقاف.',
			truncated: 'الجواب مقطوع.',
			sources: 'المصادر',
			noSources: 'لا يذكر الجواب أي ملف.',
			page: 'صفحة {n}',
			notIndexed: {
				two: 'ملفان ({n}) ليسا في الفهرس، ولا يشملهما الجواب.',
				few: '{n} ملفات ليست في الفهرس، ولا يشملها الجواب.',
				many: '{n} ملفًا ليس في الفهرس، ولا يشمله الجواب.',
				other: '{n} ملف ليس في الفهرس، ولا يشمله الجواب.'
			},
			answered: {
				two: 'تمت الإجابة بمصدرين ({n}).',
				few: 'تمت الإجابة مع {n} مصادر.',
				many: 'تمت الإجابة مع {n} مصدرًا.',
				other: 'تمت الإجابة مع {n} مصدر.'
			},
			networkLost: 'انقطع الاتصال قبل اكتمال الجواب. تحقق من الشبكة واسأل مرة أخرى.',
			notUnderstood: 'لم يرد الخادم كما هو متوقع (HTTP {status}). حاول لاحقًا.'
		}
	},
	'rtl'
);
