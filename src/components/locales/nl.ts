import { makeLocale } from './make-locale.ts';

/** Dutch. */
export const nl = /* @__PURE__ */ makeLocale('nl', {
	label: 'Kies een bestand',
	submit: 'Bestand uploaden',
	uploading: 'Uploaden naar de werkruimte…',
	cancelUpload: 'Upload annuleren',
	uploadProgress: 'Voortgang van de upload',
	sentOf: '{sent} van {total}',
	processing: 'Alles is verzonden. De werkruimte slaat het op…',
	started: '{name} wordt geüpload',
	startedMany: {
		one: '{n} bestand wordt geüpload',
		other: '{n} bestanden worden geüpload'
	},
	milestone: '{percent} geüpload',
	uploaded: 'Bestand geüpload',
	uploadedMany: {
		one: '{n} bestand geüpload: {names}',
		other: '{n} bestanden geüpload: {names}'
	},
	uploadCancelled: 'Upload geannuleerd.',
	network:
		'De verbinding viel weg voordat de upload klaar was. Controleer je netwerk en probeer het opnieuw.',
	bodyLimit:
		'De server accepteert geen verzoek van deze grootte (413). Bij adapter-node kan de beheerder BODY_SIZE_LIMIT verhogen (standaard 512K).',
	unreadable: 'De server antwoordde niet zoals een form action (HTTP {status}). Probeer het later opnieuw.',
	typeNotAllowed: '{name} heeft geen toegestaan type ({accept}).',
	tooLarge: '{name} is {size}; ten hoogste {limit} is toegestaan.',
	tooSmall: '{name} is {size}; ten minste {limit} is nodig.',
	tooMany: {
		one: 'Er is maar één bestand toegestaan.',
		other: 'Er zijn ten hoogste {n} bestanden toegestaan.'
	},
	totalTooLarge: 'Alle bestanden samen mogen ten hoogste {limit} zijn.',
	duplicate: '{name} staat al in de lijst.',
	networkLost: 'De verbinding viel weg. Controleer je netwerk en probeer het opnieuw.',
	noMount: 'Deze site neemt op dit adres geen bestanden aan (HTTP 404).',
	notUnderstood: 'De server antwoordde niet zoals verwacht (HTTP {status}). Probeer het later opnieuw.',
	choose: 'Kies een bestand',
	chooseMany: 'Kies bestanden',
	chooseFolder: 'Kies een map',
	dropHint: 'of sleep of plak het hier',
	dropHintMany: 'of sleep of plak ze hier',
	dropNow: 'Laat los om te uploaden',
	upToEach: 'tot {size} per bestand',
	atMost: {
		one: 'één bestand',
		other: 'ten hoogste {n} bestanden'
	},
	unavailable: 'Op deze site kun je niets uploaden: de server heeft er geen routes voor.',
	pasted: 'geplakte-afbeelding',
	files: 'Bestanden',
	progressOf: 'Voortgang van {name}',
	progressOfAll: 'Voortgang van alle bestanden',
	checking: 'Controleren…',
	queued: 'Wacht',
	paused: 'Gepauzeerd',
	offline: 'Wacht op het netwerk',
	retrying: 'Opnieuw proberen…',
	finishing: 'Afronden…',
	stored: 'Opgeslagen',
	held: 'Geüpload',
	indexing: 'Indexeren…',
	ready: 'Klaar',
	notIndexed: {
		off: 'Opgeslagen. Indexeren staat hier uit.',
		plan: 'Opgeslagen. Het abonnement omvat geen indexering.',
		type: 'Opgeslagen. Dit type wordt niet geïndexeerd.',
		failed: 'Opgeslagen. Indexeren is mislukt.'
	},
	cancelled: 'Geannuleerd',
	pause: '{name} pauzeren',
	resume: '{name} hervatten',
	cancel: '{name} annuleren',
	retry: '{name} opnieuw proberen',
	remove: '{name} uit de lijst halen',
	dismiss: 'Melding over {name} sluiten',
	moreRefused: {
		one: 'Nog {n} bestand is niet geaccepteerd.',
		other: 'Nog {n} bestanden zijn niet geaccepteerd.'
	},
	dismissAll: 'Alles sluiten',
	pauseAll: 'Alles pauzeren',
	resumeAll: 'Alles hervatten',
	cancelAll: 'Alles annuleren',
	retryAll: 'Mislukte opnieuw proberen',
	clear: 'Voltooide verwijderen',
	storedOf: '{stored} van {n} opgeslagen',
	failedCount: {
		other: 'other={n} mislukt'
	},
	left: 'nog {time}',
	added: '{name} toegevoegd',
	addedMany: {
		one: '{n} bestand toegevoegd',
		other: '{n} bestanden toegevoegd'
	},
	refusedMany: {
		one: '{n} bestand is niet geaccepteerd: {reason}',
		other: '{n} bestanden zijn niet geaccepteerd. Het eerste: {reason}'
	},
	failed: '{name} is mislukt: {reason}',
	failedMany: {
		one: '{n} bestand is mislukt: {name}: {reason}',
		other: '{n} bestanden zijn mislukt. Het laatste: {name}: {reason}'
	},
	done: {
		one: '{n} bestand opgeslagen',
		other: '{n} bestanden opgeslagen'
	},
	isReady: '{name} is klaar',
	areReady: {
		one: '{n} bestand is klaar',
		other: '{n} bestanden zijn klaar'
	},
	ask: {
		label: 'Uw vraag',
		send: 'Vragen',
		stop: 'Stoppen',
		retry: 'Opnieuw vragen',
		clear: 'Nieuw gesprek',
		scope: 'Vragen over',
		scopeAll: 'Niets gekozen: alle bestanden',
		conversation: 'Vragen en antwoorden',
		question: 'Vraag:',
		answer: 'Antwoord:',
		asking: 'Het antwoord wordt gezocht…',
		stopped: 'Gestopt.',
		truncated: 'Het antwoord is afgebroken.',
		sources: 'Bronnen',
		noSources: 'Het antwoord noemt geen bestand.',
		page: 'pagina {n}',
		notIndexed: {
			one: '{n} bestand staat niet in de index; het antwoord houdt er geen rekening mee.',
			other: '{n} bestanden staan niet in de index; het antwoord houdt er geen rekening mee.'
		},
		answered: {
			one: 'Beantwoord, met {n} bron.',
			other: 'Beantwoord, met {n} bronnen.'
		},
		networkLost:
			'De verbinding viel weg voordat het antwoord compleet was. Controleer uw netwerk en vraag het opnieuw.',
		notUnderstood: 'De server antwoordde niet zoals verwacht (HTTP {status}). Probeer het later opnieuw.'
	}
});
