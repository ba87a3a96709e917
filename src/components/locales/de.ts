import { makeLocale } from './make-locale.ts';

/** German. */
export const de = /* @__PURE__ */ makeLocale('de', {
	label: 'Datei auswählen',
	submit: 'Datei hochladen',
	uploading: 'Wird in den Workspace hochgeladen …',
	cancelUpload: 'Hochladen abbrechen',
	uploadProgress: 'Fortschritt des Hochladens',
	sentOf: '{sent} von {total}',
	processing: 'Alles gesendet. Der Workspace speichert …',
	started: '{name} wird hochgeladen',
	startedMany: {
		one: '{n} Datei wird hochgeladen',
		other: '{n} Dateien werden hochgeladen'
	},
	milestone: '{percent} hochgeladen',
	uploaded: 'Datei erfolgreich hochgeladen',
	uploadedMany: {
		one: '{n} Datei erfolgreich hochgeladen: {names}',
		other: '{n} Dateien erfolgreich hochgeladen: {names}'
	},
	uploadCancelled: 'Hochladen abgebrochen.',
	network:
		'Die Verbindung brach ab, bevor alles hochgeladen war. Prüfen Sie Ihr Netz und versuchen Sie es noch einmal.',
	bodyLimit:
		'Der Server nimmt keine so große Anfrage an (413). Bei adapter-node kann der Betreiber BODY_SIZE_LIMIT erhöhen (Standard 512K).',
	unreadable:
		'Der Server hat nicht geantwortet, wie eine Form Action es tut (HTTP {status}). Versuchen Sie es später noch einmal.',
	typeNotAllowed: '{name} hat keinen erlaubten Typ ({accept}).',
	tooLarge: '{name} hat {size}; erlaubt sind höchstens {limit}.',
	tooSmall: '{name} hat {size}; nötig sind mindestens {limit}.',
	tooMany: {
		one: 'Nur eine Datei ist erlaubt.',
		other: 'Höchstens {n} Dateien sind erlaubt.'
	},
	totalTooLarge: 'Alle Dateien zusammen dürfen höchstens {limit} haben.',
	duplicate: '{name} ist schon in der Liste.',
	networkLost: 'Die Verbindung brach ab. Prüfen Sie Ihr Netz und versuchen Sie es noch einmal.',
	noMount: 'Diese Website nimmt unter dieser Adresse nichts entgegen (HTTP 404).',
	notUnderstood:
		'Der Server hat nicht wie erwartet geantwortet (HTTP {status}). Versuchen Sie es später noch einmal.',
	choose: 'Datei auswählen',
	chooseMany: 'Dateien auswählen',
	chooseFolder: 'Ordner auswählen',
	dropHint: 'oder hierher ziehen oder einfügen',
	dropHintMany: 'oder hierher ziehen oder einfügen',
	dropNow: 'Zum Hochladen loslassen',
	upToEach: 'bis {size} je Datei',
	atMost: {
		one: 'eine Datei',
		other: 'höchstens {n} Dateien'
	},
	unavailable: 'Auf dieser Website kann nichts hochgeladen werden: Ihr Server hat keine Routen dafür.',
	pasted: 'eingefuegtes-bild',
	files: 'Dateien',
	progressOf: 'Fortschritt von {name}',
	progressOfAll: 'Fortschritt aller Dateien',
	checking: 'Wird geprüft …',
	queued: 'Wartet',
	paused: 'Angehalten',
	offline: 'Wartet auf das Netz',
	retrying: 'Neuer Versuch …',
	finishing: 'Wird abgeschlossen …',
	stored: 'Gespeichert',
	held: 'Hochgeladen',
	indexing: 'Wird indexiert …',
	ready: 'Bereit',
	notIndexed: {
		off: 'Gespeichert. Hier wird nicht indexiert.',
		plan: 'Gespeichert. Der Tarif enthält keine Indexierung.',
		type: 'Gespeichert. Dieser Typ wird nicht indexiert.',
		failed: 'Gespeichert. Das Indexieren ist fehlgeschlagen.'
	},
	cancelled: 'Abgebrochen',
	pause: '{name} anhalten',
	resume: '{name} fortsetzen',
	cancel: '{name} abbrechen',
	retry: '{name} noch einmal versuchen',
	remove: '{name} von der Liste nehmen',
	dismiss: 'Meldung zu {name} schließen',
	moreRefused: {
		one: '{n} weitere Datei wurde nicht angenommen.',
		other: '{n} weitere Dateien wurden nicht angenommen.'
	},
	dismissAll: 'Alle schließen',
	pauseAll: 'Alle anhalten',
	resumeAll: 'Alle fortsetzen',
	cancelAll: 'Alle abbrechen',
	retryAll: 'Fehlgeschlagene wiederholen',
	clear: 'Erledigte entfernen',
	storedOf: '{stored} von {n} gespeichert',
	failedCount: {
		other: '{n} fehlgeschlagen',
		one: '{n} fehlgeschlagen'
	},
	left: 'noch {time}',
	added: '{name} hinzugefügt',
	addedMany: {
		one: '{n} Datei hinzugefügt',
		other: '{n} Dateien hinzugefügt'
	},
	refusedMany: {
		one: '{n} Datei wurde nicht angenommen: {reason}',
		other: '{n} Dateien wurden nicht angenommen. Die erste: {reason}'
	},
	failed: '{name} ist fehlgeschlagen: {reason}',
	failedMany: {
		one: '{n} Datei ist fehlgeschlagen: {name}: {reason}',
		other: '{n} Dateien sind fehlgeschlagen. Die letzte: {name}: {reason}'
	},
	done: {
		one: '{n} Datei gespeichert',
		other: '{n} Dateien gespeichert'
	},
	isReady: '{name} ist bereit',
	areReady: {
		one: '{n} Datei ist bereit',
		other: '{n} Dateien sind bereit'
	},
	ask: {
		label: 'Ihre Frage',
		send: 'Fragen',
		stop: 'Anhalten',
		retry: 'Noch einmal fragen',
		clear: 'Neues Gespräch',
		scope: 'Fragen zu',
		scopeAll: 'Nichts ausgewählt: alle Dateien',
		conversation: 'Fragen und Antworten',
		question: 'Frage:',
		answer: 'Antwort:',
		asking: 'Die Antwort wird gesucht …',
		stopped: 'Angehalten.',
		truncated: 'Die Antwort wurde abgeschnitten.',
		sources: 'Quellen',
		noSources: 'Die Antwort nennt keine Datei.',
		page: 'Seite {n}',
		notIndexed: {
			one: '{n} Datei ist nicht im Index, die Antwort weiß nichts von ihr.',
			other: '{n} Dateien sind nicht im Index, die Antwort weiß nichts von ihnen.'
		},
		answered: {
			one: 'Beantwortet, mit {n} Quelle.',
			other: 'Beantwortet, mit {n} Quellen.'
		},
		networkLost:
			'Die Verbindung brach ab, bevor die Antwort vollständig war. Prüfen Sie Ihr Netz und fragen Sie noch einmal.',
		notUnderstood:
			'Der Server hat nicht wie erwartet geantwortet (HTTP {status}). Versuchen Sie es später noch einmal.'
	}
});
