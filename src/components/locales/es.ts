import { makeLocale } from './make-locale.ts';

/** Spanish. */
export const es = /* @__PURE__ */ makeLocale('es', {
	label: 'Elegir un archivo',
	submit: 'Subir archivo',
	uploading: 'Subiendo al espacio de trabajo…',
	cancelUpload: 'Cancelar la subida',
	uploadProgress: 'Progreso de la subida',
	sentOf: '{sent} de {total}',
	processing: 'Todo enviado. El espacio de trabajo lo está guardando…',
	started: 'Subiendo {name}',
	startedMany: {
		one: 'Subiendo {n} archivo',
		other: 'Subiendo {n} archivos'
	},
	milestone: '{percent} subido',
	uploaded: 'Archivo subido',
	uploadedMany: {
		one: '{n} archivo subido: {names}',
		other: '{n} archivos subidos: {names}'
	},
	uploadCancelled: 'Subida cancelada.',
	network: 'Se perdió la conexión antes de terminar la subida. Revise la red e inténtelo de nuevo.',
	bodyLimit:
		'El servidor no admite una petición tan grande (413). Con adapter-node, su operador puede aumentar BODY_SIZE_LIMIT (512K por defecto).',
	unreadable: 'El servidor no respondió como una acción de formulario (HTTP {status}). Inténtelo más tarde.',
	typeNotAllowed: '{name} no es de un tipo admitido ({accept}).',
	tooLarge: '{name} ocupa {size}; se permiten como máximo {limit}.',
	tooSmall: '{name} ocupa {size}; hacen falta al menos {limit}.',
	tooMany: {
		one: 'Solo se permite un archivo.',
		other: 'Se permiten como máximo {n} archivos.'
	},
	totalTooLarge: 'Todos los archivos juntos pueden ocupar como máximo {limit}.',
	duplicate: '{name} ya está en la lista.',
	networkLost: 'Se perdió la conexión. Revise la red e inténtelo de nuevo.',
	noMount: 'Este sitio no recibe archivos en esta dirección (HTTP 404).',
	notUnderstood: 'El servidor no respondió como se esperaba (HTTP {status}). Inténtelo más tarde.',
	choose: 'Elegir un archivo',
	chooseMany: 'Elegir archivos',
	chooseFolder: 'Elegir una carpeta',
	dropHint: 'o suéltelo o péguelo aquí',
	dropHintMany: 'o suéltelos o péguelos aquí',
	dropNow: 'Suelte para subir',
	upToEach: 'hasta {size} cada uno',
	atMost: {
		one: 'un archivo',
		other: 'como máximo {n} archivos'
	},
	unavailable: 'En este sitio no se pueden subir archivos: su servidor no tiene rutas para ello.',
	pasted: 'imagen-pegada',
	files: 'Archivos',
	progressOf: 'Progreso de {name}',
	progressOfAll: 'Progreso de todos los archivos',
	checking: 'Comprobando…',
	queued: 'En espera',
	paused: 'En pausa',
	offline: 'Esperando la red',
	retrying: 'Intentándolo de nuevo…',
	finishing: 'Terminando…',
	stored: 'Guardado',
	held: 'Subido',
	indexing: 'Indexando…',
	ready: 'Listo',
	notIndexed: {
		off: 'Guardado. La indexación está desactivada aquí.',
		plan: 'Guardado. El plan no incluye la indexación.',
		type: 'Guardado. Este tipo no se indexa.',
		failed: 'Guardado. La indexación ha fallado.'
	},
	cancelled: 'Cancelado',
	pause: 'Pausar {name}',
	resume: 'Reanudar {name}',
	cancel: 'Cancelar {name}',
	retry: 'Reintentar {name}',
	remove: 'Quitar {name} de la lista',
	dismiss: 'Cerrar el mensaje sobre {name}',
	moreRefused: {
		one: '{n} archivo más no se aceptó.',
		other: '{n} archivos más no se aceptaron.'
	},
	dismissAll: 'Cerrar todos',
	pauseAll: 'Pausar todo',
	resumeAll: 'Reanudar todo',
	cancelAll: 'Cancelar todo',
	retryAll: 'Reintentar fallidos',
	clear: 'Quitar terminados',
	storedOf: '{stored} de {n} guardados',
	failedCount: {
		one: '{n} fallido',
		other: '{n} fallidos'
	},
	left: 'quedan {time}',
	added: '{name} añadido',
	addedMany: {
		one: '{n} archivo añadido',
		other: '{n} archivos añadidos'
	},
	refusedMany: {
		one: '{n} archivo no se aceptó: {reason}',
		other: '{n} archivos no se aceptaron. El primero: {reason}'
	},
	failed: '{name} falló: {reason}',
	failedMany: {
		one: '{n} archivo falló: {name}: {reason}',
		other: '{n} archivos fallaron. El último: {name}: {reason}'
	},
	done: {
		one: '{n} archivo guardado',
		other: '{n} archivos guardados'
	},
	isReady: '{name} está listo',
	areReady: {
		one: '{n} archivo está listo',
		other: '{n} archivos están listos'
	},
	ask: {
		label: 'Su pregunta',
		send: 'Preguntar',
		stop: 'Detener',
		retry: 'Preguntar de nuevo',
		clear: 'Nueva conversación',
		scope: 'Preguntar sobre',
		scopeAll: 'Sin elegir: todos los archivos',
		conversation: 'Preguntas y respuestas',
		question: 'Pregunta:',
		answer: 'Respuesta:',
		asking: 'Buscando la respuesta…',
		stopped: 'Detenido.',
		truncated: 'La respuesta quedó cortada.',
		sources: 'Fuentes',
		noSources: 'La respuesta no cita ningún archivo.',
		page: 'página {n}',
		notIndexed: {
			one: '{n} archivo no está en el índice y la respuesta no lo tiene en cuenta.',
			other: '{n} archivos no están en el índice y la respuesta no los tiene en cuenta.'
		},
		answered: {
			one: 'Respondida, con {n} fuente.',
			other: 'Respondida, con {n} fuentes.'
		},
		networkLost:
			'Se perdió la conexión antes de que la respuesta estuviera completa. Compruebe su red y pregunte de nuevo.',
		notUnderstood: 'El servidor no respondió como se esperaba (HTTP {status}). Inténtelo más tarde.'
	}
});
