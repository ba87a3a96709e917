import { makeLocale } from './make-locale.ts';

/** Polish. */
export const pl = /* @__PURE__ */ makeLocale('pl', {
	label: 'Wybierz plik',
	submit: 'Prześlij plik',
	uploading: 'Przesyłanie do obszaru roboczego…',
	cancelUpload: 'Anuluj przesyłanie',
	uploadProgress: 'Postęp przesyłania',
	sentOf: '{sent} z {total}',
	processing: 'Wszystko wysłane. Obszar roboczy zapisuje…',
	started: 'Przesyłanie: {name}',
	startedMany: {
		one: 'Przesyłanie {n} pliku',
		other: 'Przesyłanie {n} plików'
	},
	milestone: 'Przesłano {percent}',
	uploaded: 'Plik przesłany',
	uploadedMany: {
		one: 'Przesłano {n} plik: {names}',
		few: 'Przesłano {n} pliki: {names}',
		many: 'Przesłano {n} plików: {names}',
		other: 'Przesłano {n} pliku: {names}'
	},
	uploadCancelled: 'Przesyłanie anulowane.',
	network: 'Połączenie zostało przerwane przed końcem przesyłania. Sprawdź sieć i spróbuj ponownie.',
	bodyLimit:
		'Serwer nie przyjmuje tak dużego żądania (413). W adapter-node operator może zwiększyć BODY_SIZE_LIMIT (domyślnie 512K).',
	unreadable: 'Serwer nie odpowiedział jak akcja formularza (HTTP {status}). Spróbuj później.',
	typeNotAllowed: '{name} nie jest dozwolonego typu ({accept}).',
	tooLarge: '{name} ma {size}; dozwolone jest najwyżej {limit}.',
	tooSmall: '{name} ma {size}; potrzeba co najmniej {limit}.',
	tooMany: {
		one: 'Dozwolony jest tylko jeden plik.',
		few: 'Dozwolone są najwyżej {n} pliki.',
		many: 'Dozwolonych jest najwyżej {n} plików.',
		other: 'Dozwolone jest najwyżej {n} pliku.'
	},
	totalTooLarge: 'Wszystkie pliki razem mogą mieć najwyżej {limit}.',
	duplicate: '{name} jest już na liście.',
	networkLost: 'Połączenie zostało przerwane. Sprawdź sieć i spróbuj ponownie.',
	noMount: 'Ta witryna nie przyjmuje plików pod tym adresem (HTTP 404).',
	notUnderstood: 'Serwer nie odpowiedział zgodnie z oczekiwaniem (HTTP {status}). Spróbuj później.',
	choose: 'Wybierz plik',
	chooseMany: 'Wybierz pliki',
	chooseFolder: 'Wybierz folder',
	dropHint: 'albo upuść lub wklej go tutaj',
	dropHintMany: 'albo upuść lub wklej je tutaj',
	dropNow: 'Upuść, aby przesłać',
	upToEach: 'do {size} każdy',
	atMost: {
		one: 'jeden plik',
		few: 'najwyżej {n} pliki',
		many: 'najwyżej {n} plików',
		other: 'najwyżej {n} pliku'
	},
	unavailable: 'Na tej witrynie nie można przesyłać plików: jej serwer nie ma do tego tras.',
	pasted: 'wklejony-obraz',
	files: 'Pliki',
	progressOf: 'Postęp: {name}',
	progressOfAll: 'Postęp wszystkich plików',
	checking: 'Sprawdzanie…',
	queued: 'Oczekuje',
	paused: 'Wstrzymano',
	offline: 'Oczekiwanie na sieć',
	retrying: 'Ponowna próba…',
	finishing: 'Kończenie…',
	stored: 'Zapisano',
	held: 'Przesłano',
	indexing: 'Indeksowanie…',
	ready: 'Gotowe',
	notIndexed: {
		off: 'Zapisano. Indeksowanie jest tu wyłączone.',
		plan: 'Zapisano. Plan nie obejmuje indeksowania.',
		type: 'Zapisano. Ten typ nie jest indeksowany.',
		failed: 'Zapisano. Indeksowanie nie powiodło się.'
	},
	cancelled: 'Anulowano',
	pause: 'Wstrzymaj {name}',
	resume: 'Wznów {name}',
	cancel: 'Anuluj {name}',
	retry: 'Ponów {name}',
	remove: 'Usuń {name} z listy',
	dismiss: 'Zamknij komunikat o {name}',
	moreRefused: {
		one: '{n} kolejny plik nie został przyjęty.',
		few: '{n} kolejne pliki nie zostały przyjęte.',
		many: '{n} kolejnych plików nie zostało przyjętych.',
		other: '{n} kolejnego pliku nie przyjęto.'
	},
	dismissAll: 'Zamknij wszystkie',
	pauseAll: 'Wstrzymaj wszystkie',
	resumeAll: 'Wznów wszystkie',
	cancelAll: 'Anuluj wszystkie',
	retryAll: 'Ponów nieudane',
	clear: 'Usuń zakończone',
	storedOf: 'Zapisano {stored} z {n}',
	failedCount: {
		one: '{n} nieudany',
		few: '{n} nieudane',
		many: '{n} nieudanych',
		other: '{n} nieudanego'
	},
	left: 'pozostało {time}',
	added: 'Dodano {name}',
	addedMany: {
		one: 'Dodano {n} plik',
		few: 'Dodano {n} pliki',
		many: 'Dodano {n} plików',
		other: 'Dodano {n} pliku'
	},
	refusedMany: {
		one: '{n} plik nie został przyjęty: {reason}',
		few: '{n} pliki nie zostały przyjęte. Pierwszy: {reason}',
		many: '{n} plików nie zostało przyjętych. Pierwszy: {reason}',
		other: '{n} pliku nie przyjęto. Pierwszy: {reason}'
	},
	failed: 'Nie udało się: {name}: {reason}',
	failedMany: {
		one: '{n} plik się nie udał: {name}: {reason}',
		few: '{n} pliki się nie udały. Ostatni: {name}: {reason}',
		many: '{n} plików się nie udało. Ostatni: {name}: {reason}',
		other: '{n} pliku się nie udało. Ostatni: {name}: {reason}'
	},
	done: {
		one: 'Zapisano {n} plik',
		few: 'Zapisano {n} pliki',
		many: 'Zapisano {n} plików',
		other: 'Zapisano {n} pliku'
	},
	isReady: '{name}: gotowe',
	areReady: {
		one: 'Gotowy {n} plik',
		few: 'Gotowe {n} pliki',
		many: 'Gotowych {n} plików',
		other: 'Gotowe {n} pliku'
	},
	ask: {
		label: 'Twoje pytanie',
		send: 'Zapytaj',
		stop: 'Zatrzymaj',
		retry: 'Zapytaj ponownie',
		clear: 'Nowa rozmowa',
		scope: 'Pytaj o',
		scopeAll: 'Bez wyboru: wszystkie pliki',
		conversation: 'Pytania i odpowiedzi',
		question: 'Pytanie:',
		answer: 'Odpowiedź:',
		asking: 'Szukanie odpowiedzi…',
		stopped: 'Zatrzymano.',
		truncated: 'Odpowiedź została ucięta.',
		sources: 'Źródła',
		noSources: 'Odpowiedź nie wskazuje żadnego pliku.',
		page: 'strona {n}',
		notIndexed: {
			one: '{n} pliku nie ma w indeksie i odpowiedź go nie uwzględnia.',
			few: '{n} plików nie ma w indeksie i odpowiedź ich nie uwzględnia.',
			many: '{n} plików nie ma w indeksie i odpowiedź ich nie uwzględnia.',
			other: '{n} pliku nie ma w indeksie i odpowiedź go nie uwzględnia.'
		},
		answered: {
			one: 'Odpowiedź gotowa: {n} źródło.',
			few: 'Odpowiedź gotowa: {n} źródła.',
			many: 'Odpowiedź gotowa: {n} źródeł.',
			other: 'Odpowiedź gotowa: {n} źródła.'
		},
		networkLost:
			'Połączenie zostało zerwane, zanim odpowiedź była kompletna. Sprawdź sieć i zapytaj ponownie.',
		notUnderstood: 'Serwer nie odpowiedział zgodnie z oczekiwaniem (HTTP {status}). Spróbuj później.'
	}
});
