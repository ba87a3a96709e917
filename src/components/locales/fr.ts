import { makeLocale } from './make-locale.ts';

/** French. */
export const fr = /* @__PURE__ */ makeLocale('fr', {
	units: ['o', 'Kio', 'Mio', 'Gio', 'Tio'],
	label: 'Choisir un fichier',
	submit: 'Envoyer le fichier',
	uploading: 'Envoi vers l’espace de travail…',
	cancelUpload: 'Annuler l’envoi',
	uploadProgress: 'Progression de l’envoi',
	sentOf: '{sent} sur {total}',
	processing: 'Tout est envoyé. L’espace de travail enregistre…',
	started: 'Envoi de {name}',
	startedMany: {
		one: 'Envoi de {n} fichier',
		other: 'Envoi de {n} fichiers'
	},
	milestone: '{percent} envoyés',
	uploaded: 'Fichier envoyé',
	uploadedMany: {
		one: '{n} fichier envoyé : {names}',
		other: '{n} fichiers envoyés : {names}'
	},
	uploadCancelled: 'Envoi annulé.',
	network: 'La connexion a été perdue avant la fin de l’envoi. Vérifiez votre réseau et réessayez.',
	bodyLimit:
		'Le serveur n’accepte pas une requête aussi grande (413). Avec adapter-node, son exploitant peut augmenter BODY_SIZE_LIMIT (512K par défaut).',
	unreadable:
		'Le serveur n’a pas répondu comme une action de formulaire (HTTP {status}). Réessayez plus tard.',
	typeNotAllowed: '{name} n’est pas d’un type accepté ({accept}).',
	tooLarge: '{name} fait {size} ; {limit} au plus sont permis.',
	tooSmall: '{name} fait {size} ; il faut au moins {limit}.',
	tooMany: {
		one: 'Un seul fichier est permis.',
		other: '{n} fichiers au plus sont permis.'
	},
	totalTooLarge: 'Tous les fichiers ensemble peuvent faire {limit} au plus.',
	duplicate: '{name} est déjà dans la liste.',
	networkLost: 'La connexion a été perdue. Vérifiez votre réseau et réessayez.',
	noMount: 'Ce site ne reçoit pas de fichiers à cette adresse (HTTP 404).',
	notUnderstood: 'Le serveur n’a pas répondu comme prévu (HTTP {status}). Réessayez plus tard.',
	choose: 'Choisir un fichier',
	chooseMany: 'Choisir des fichiers',
	chooseFolder: 'Choisir un dossier',
	dropHint: 'ou déposez-le ou collez-le ici',
	dropHintMany: 'ou déposez-les ou collez-les ici',
	dropNow: 'Déposez pour envoyer',
	upToEach: '{size} au plus par fichier',
	atMost: {
		one: 'un fichier',
		other: '{n} fichiers au plus'
	},
	unavailable: 'L’envoi n’est pas disponible sur ce site : son serveur n’a pas de routes pour cela.',
	pasted: 'image-collee',
	files: 'Fichiers',
	progressOf: 'Progression de {name}',
	progressOfAll: 'Progression de tous les fichiers',
	checking: 'Vérification…',
	queued: 'En attente',
	paused: 'En pause',
	offline: 'En attente du réseau',
	retrying: 'Nouvel essai…',
	finishing: 'Finalisation…',
	stored: 'Enregistré',
	held: 'Envoyé',
	indexing: 'Indexation…',
	ready: 'Prêt',
	notIndexed: {
		off: 'Enregistré. L’indexation est désactivée ici.',
		plan: 'Enregistré. L’offre ne comprend pas l’indexation.',
		type: 'Enregistré. Ce type n’est pas indexé.',
		failed: 'Enregistré. L’indexation a échoué.'
	},
	cancelled: 'Annulé',
	pause: 'Mettre {name} en pause',
	resume: 'Reprendre {name}',
	cancel: 'Annuler {name}',
	retry: 'Réessayer {name}',
	remove: 'Retirer {name} de la liste',
	dismiss: 'Fermer le message sur {name}',
	moreRefused: {
		one: '{n} autre fichier n’a pas été accepté.',
		other: '{n} autres fichiers n’ont pas été acceptés.'
	},
	dismissAll: 'Tout fermer',
	pauseAll: 'Tout mettre en pause',
	resumeAll: 'Tout reprendre',
	cancelAll: 'Tout annuler',
	retryAll: 'Réessayer les échecs',
	clear: 'Retirer les terminés',
	storedOf: '{stored} sur {n} enregistrés',
	failedCount: {
		one: '{n} échec',
		other: '{n} échecs'
	},
	left: 'encore {time}',
	added: '{name} ajouté',
	addedMany: {
		one: '{n} fichier ajouté',
		other: '{n} fichiers ajoutés'
	},
	refusedMany: {
		one: '{n} fichier n’a pas été accepté : {reason}',
		other: '{n} fichiers n’ont pas été acceptés. Le premier : {reason}'
	},
	failed: 'Échec de {name} : {reason}',
	failedMany: {
		one: '{n} échec : {name} : {reason}',
		other: '{n} échecs. Le dernier : {name} : {reason}'
	},
	done: {
		one: '{n} fichier enregistré',
		other: '{n} fichiers enregistrés'
	},
	isReady: '{name} est prêt',
	areReady: {
		one: '{n} fichier est prêt',
		other: '{n} fichiers sont prêts'
	},
	ask: {
		label: 'Votre question',
		send: 'Demander',
		stop: 'Arrêter',
		retry: 'Redemander',
		clear: 'Nouvelle conversation',
		scope: 'Demander à propos de',
		scopeAll: 'Sans choix : tous les fichiers',
		conversation: 'Questions et réponses',
		question: 'Question :',
		answer: 'Réponse :',
		asking: 'Recherche de la réponse…',
		stopped: 'Arrêté.',
		truncated: 'La réponse a été coupée.',
		sources: 'Sources',
		noSources: 'La réponse ne cite aucun fichier.',
		page: 'page {n}',
		notIndexed: {
			one: '{n} fichier n’est pas dans l’index, la réponse n’en tient pas compte.',
			other: '{n} fichiers ne sont pas dans l’index, la réponse n’en tient pas compte.'
		},
		answered: {
			one: 'Réponse reçue, avec {n} source.',
			other: 'Réponse reçue, avec {n} sources.'
		},
		networkLost: 'La connexion a été perdue avant la fin de la réponse. Vérifiez votre réseau et redemandez.',
		notUnderstood: 'Le serveur n’a pas répondu comme prévu (HTTP {status}). Réessayez plus tard.'
	}
});
