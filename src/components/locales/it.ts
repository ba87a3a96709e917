import { makeLocale } from './make-locale.ts';

/** Italian. */
export const it = /* @__PURE__ */ makeLocale('it', {
	label: 'Scegli un file',
	submit: 'Carica il file',
	uploading: 'Caricamento nell’area di lavoro…',
	cancelUpload: 'Annulla il caricamento',
	uploadProgress: 'Avanzamento del caricamento',
	sentOf: '{sent} di {total}',
	processing: 'Tutto inviato. L’area di lavoro sta salvando…',
	started: 'Caricamento di {name}',
	startedMany: {
		one: 'Caricamento di {n} file',
		other: 'Caricamento di {n} file'
	},
	milestone: '{percent} caricato',
	uploaded: 'File caricato',
	uploadedMany: {
		one: '{n} file caricato: {names}',
		other: '{n} file caricati: {names}'
	},
	uploadCancelled: 'Caricamento annullato.',
	network: 'La connessione è caduta prima della fine del caricamento. Controlla la rete e riprova.',
	bodyLimit:
		'Il server non accetta una richiesta così grande (413). Con adapter-node il gestore può aumentare BODY_SIZE_LIMIT (predefinito 512K).',
	unreadable: 'Il server non ha risposto come una form action (HTTP {status}). Riprova più tardi.',
	typeNotAllowed: '{name} non è di un tipo ammesso ({accept}).',
	tooLarge: '{name} occupa {size}; sono ammessi al massimo {limit}.',
	tooSmall: '{name} occupa {size}; servono almeno {limit}.',
	tooMany: {
		one: 'È ammesso un solo file.',
		other: 'Sono ammessi al massimo {n} file.'
	},
	totalTooLarge: 'Tutti i file insieme possono occupare al massimo {limit}.',
	duplicate: '{name} è già nell’elenco.',
	networkLost: 'La connessione è caduta. Controlla la rete e riprova.',
	noMount: 'Questo sito non riceve file a questo indirizzo (HTTP 404).',
	notUnderstood: 'Il server non ha risposto come previsto (HTTP {status}). Riprova più tardi.',
	choose: 'Scegli un file',
	chooseMany: 'Scegli i file',
	chooseFolder: 'Scegli una cartella',
	dropHint: 'oppure trascinalo o incollalo qui',
	dropHintMany: 'oppure trascinali o incollali qui',
	dropNow: 'Rilascia per caricare',
	upToEach: 'fino a {size} ciascuno',
	atMost: {
		one: 'un file',
		other: 'al massimo {n} file'
	},
	unavailable: 'Su questo sito non si può caricare nulla: il suo server non ha le route necessarie.',
	pasted: 'immagine-incollata',
	files: 'File',
	progressOf: 'Avanzamento di {name}',
	progressOfAll: 'Avanzamento di tutti i file',
	checking: 'Controllo…',
	queued: 'In attesa',
	paused: 'In pausa',
	offline: 'In attesa della rete',
	retrying: 'Nuovo tentativo…',
	finishing: 'Completamento…',
	stored: 'Salvato',
	held: 'Caricato',
	indexing: 'Indicizzazione…',
	ready: 'Pronto',
	notIndexed: {
		off: 'Salvato. Qui l’indicizzazione è disattivata.',
		plan: 'Salvato. Il piano non include l’indicizzazione.',
		type: 'Salvato. Questo tipo non viene indicizzato.',
		failed: 'Salvato. L’indicizzazione non è riuscita.'
	},
	cancelled: 'Annullato',
	pause: 'Metti in pausa {name}',
	resume: 'Riprendi {name}',
	cancel: 'Annulla {name}',
	retry: 'Riprova {name}',
	remove: 'Togli {name} dall’elenco',
	dismiss: 'Chiudi il messaggio su {name}',
	moreRefused: {
		one: '{n} altro file non è stato accettato.',
		other: '{n} altri file non sono stati accettati.'
	},
	dismissAll: 'Chiudi tutti',
	pauseAll: 'Metti tutto in pausa',
	resumeAll: 'Riprendi tutto',
	cancelAll: 'Annulla tutto',
	retryAll: 'Riprova i falliti',
	clear: 'Togli i completati',
	storedOf: '{stored} di {n} salvati',
	failedCount: {
		one: '{n} fallito',
		other: '{n} falliti'
	},
	left: 'ancora {time}',
	added: '{name} aggiunto',
	addedMany: {
		one: '{n} file aggiunto',
		other: '{n} file aggiunti'
	},
	refusedMany: {
		one: '{n} file non è stato accettato: {reason}',
		other: '{n} file non sono stati accettati. Il primo: {reason}'
	},
	failed: '{name} non riuscito: {reason}',
	failedMany: {
		one: '{n} file non riuscito: {name}: {reason}',
		other: '{n} file non riusciti. L’ultimo: {name}: {reason}'
	},
	done: {
		one: '{n} file salvato',
		other: '{n} file salvati'
	},
	isReady: '{name} è pronto',
	areReady: {
		one: '{n} file è pronto',
		other: '{n} file sono pronti'
	},
	ask: {
		label: 'La tua domanda',
		send: 'Chiedi',
		stop: 'Ferma',
		retry: 'Chiedi di nuovo',
		clear: 'Nuova conversazione',
		scope: 'Chiedi su',
		scopeAll: 'Nessuna scelta: tutti i file',
		conversation: 'Domande e risposte',
		question: 'Domanda:',
		answer: 'Risposta:',
		asking: 'Ricerca della risposta…',
		stopped: 'Fermato.',
		truncated: 'La risposta è stata troncata.',
		sources: 'Fonti',
		noSources: 'La risposta non cita alcun file.',
		page: 'pagina {n}',
		notIndexed: {
			one: '{n} file non è nell’indice e la risposta non ne tiene conto.',
			other: '{n} file non sono nell’indice e la risposta non ne tiene conto.'
		},
		answered: {
			one: 'Risposta pronta, con {n} fonte.',
			other: 'Risposta pronta, con {n} fonti.'
		},
		networkLost:
			'La connessione è caduta prima che la risposta fosse completa. Controlla la rete e chiedi di nuovo.',
		notUnderstood: 'Il server non ha risposto come previsto (HTTP {status}). Riprova più tardi.'
	}
});
