import { makeLocale } from './make-locale.ts';

/** Brazilian Portuguese. */
export const ptBR = /* @__PURE__ */ makeLocale('pt-BR', {
	label: 'Escolher um arquivo',
	submit: 'Enviar arquivo',
	uploading: 'Enviando para o espaço de trabalho…',
	cancelUpload: 'Cancelar o envio',
	uploadProgress: 'Progresso do envio',
	sentOf: '{sent} de {total}',
	processing: 'Tudo enviado. O espaço de trabalho está salvando…',
	started: 'Enviando {name}',
	startedMany: {
		one: 'Enviando {n} arquivo',
		other: 'Enviando {n} arquivos'
	},
	milestone: '{percent} enviado',
	uploaded: 'Arquivo enviado',
	uploadedMany: {
		one: '{n} arquivo enviado: {names}',
		other: '{n} arquivos enviados: {names}'
	},
	uploadCancelled: 'Envio cancelado.',
	network: 'A conexão caiu antes do fim do envio. Verifique sua rede e tente de novo.',
	bodyLimit:
		'O servidor não aceita uma requisição tão grande (413). No adapter-node, o operador pode aumentar BODY_SIZE_LIMIT (padrão 512K).',
	unreadable: 'O servidor não respondeu como uma form action (HTTP {status}). Tente mais tarde.',
	typeNotAllowed: '{name} não é de um tipo aceito ({accept}).',
	tooLarge: '{name} tem {size}; são permitidos no máximo {limit}.',
	tooSmall: '{name} tem {size}; são necessários pelo menos {limit}.',
	tooMany: {
		one: 'Só um arquivo é permitido.',
		other: 'São permitidos no máximo {n} arquivos.'
	},
	totalTooLarge: 'Todos os arquivos juntos podem ter no máximo {limit}.',
	duplicate: '{name} já está na lista.',
	networkLost: 'A conexão caiu. Verifique sua rede e tente de novo.',
	noMount: 'Este site não recebe arquivos neste endereço (HTTP 404).',
	notUnderstood: 'O servidor não respondeu como esperado (HTTP {status}). Tente mais tarde.',
	choose: 'Escolher um arquivo',
	chooseMany: 'Escolher arquivos',
	chooseFolder: 'Escolher uma pasta',
	dropHint: 'ou solte ou cole aqui',
	dropHintMany: 'ou solte ou cole aqui',
	dropNow: 'Solte para enviar',
	upToEach: 'até {size} cada',
	atMost: {
		one: 'um arquivo',
		other: 'no máximo {n} arquivos'
	},
	unavailable: 'Não é possível enviar arquivos neste site: o servidor não tem rotas para isso.',
	pasted: 'imagem-colada',
	files: 'Arquivos',
	progressOf: 'Progresso de {name}',
	progressOfAll: 'Progresso de todos os arquivos',
	checking: 'Verificando…',
	queued: 'Aguardando',
	paused: 'Pausado',
	offline: 'Aguardando a rede',
	retrying: 'Tentando de novo…',
	finishing: 'Finalizando…',
	stored: 'Salvo',
	held: 'Enviado',
	indexing: 'Indexando…',
	ready: 'Pronto',
	notIndexed: {
		off: 'Salvo. A indexação está desativada aqui.',
		plan: 'Salvo. O plano não inclui indexação.',
		type: 'Salvo. Este tipo não é indexado.',
		failed: 'Salvo. A indexação falhou.'
	},
	cancelled: 'Cancelado',
	pause: 'Pausar {name}',
	resume: 'Retomar {name}',
	cancel: 'Cancelar {name}',
	retry: 'Tentar {name} de novo',
	remove: 'Remover {name} da lista',
	dismiss: 'Fechar a mensagem sobre {name}',
	moreRefused: {
		one: 'Mais {n} arquivo não foi aceito.',
		other: 'Mais {n} arquivos não foram aceitos.'
	},
	dismissAll: 'Fechar todas',
	pauseAll: 'Pausar tudo',
	resumeAll: 'Retomar tudo',
	cancelAll: 'Cancelar tudo',
	retryAll: 'Tentar as falhas de novo',
	clear: 'Remover concluídos',
	storedOf: '{stored} de {n} salvos',
	failedCount: {
		one: '{n} falhou',
		other: '{n} falharam'
	},
	left: 'faltam {time}',
	added: '{name} adicionado',
	addedMany: {
		one: '{n} arquivo adicionado',
		other: '{n} arquivos adicionados'
	},
	refusedMany: {
		one: '{n} arquivo não foi aceito: {reason}',
		other: '{n} arquivos não foram aceitos. O primeiro: {reason}'
	},
	failed: '{name} falhou: {reason}',
	failedMany: {
		one: '{n} arquivo falhou: {name}: {reason}',
		other: '{n} arquivos falharam. O último: {name}: {reason}'
	},
	done: {
		one: '{n} arquivo salvo',
		other: '{n} arquivos salvos'
	},
	isReady: '{name} está pronto',
	areReady: {
		one: '{n} arquivo está pronto',
		other: '{n} arquivos estão prontos'
	},
	ask: {
		label: 'Sua pergunta',
		send: 'Perguntar',
		stop: 'Parar',
		retry: 'Perguntar de novo',
		clear: 'Nova conversa',
		scope: 'Perguntar sobre',
		scopeAll: 'Sem escolha: todos os arquivos',
		conversation: 'Perguntas e respostas',
		question: 'Pergunta:',
		answer: 'Resposta:',
		asking: 'Procurando a resposta…',
		stopped: 'Interrompido.',
		truncated: 'A resposta foi cortada.',
		sources: 'Fontes',
		noSources: 'A resposta não cita nenhum arquivo.',
		page: 'página {n}',
		notIndexed: {
			one: '{n} arquivo não está no índice, e a resposta não o considera.',
			other: '{n} arquivos não estão no índice, e a resposta não os considera.'
		},
		answered: {
			one: 'Respondida, com {n} fonte.',
			other: 'Respondida, com {n} fontes.'
		},
		networkLost:
			'A conexão caiu antes que a resposta estivesse completa. Verifique sua rede e pergunte de novo.',
		notUnderstood: 'O servidor não respondeu como esperado (HTTP {status}). Tente mais tarde.'
	}
});
