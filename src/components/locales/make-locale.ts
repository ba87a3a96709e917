import { formatDuration } from '../file-list/format-duration.ts';
import { makeAskWords } from './make-ask-words.ts';
import type { FastioLocale, LocaleWords, Plural } from './types.ts';

type Values = Record<string, string | number>;
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Makes the words of all components from the sentences of one language. */
export function makeLocale(code: string, words: LocaleWords, dir: 'ltr' | 'rtl' = 'ltr'): FastioLocale {
	const rules = new Intl.PluralRules(code);
	const numbers = new Intl.NumberFormat(code, { maximumFractionDigits: 1 });
	const percents = new Intl.NumberFormat(code, { style: 'percent' });
	const units = words.units ?? UNITS;

	const show = (value: string | number) =>
		// A name in the other direction must not turn the sentence around.
		typeof value === 'number' ? numbers.format(value) : dir === 'rtl' ? `\u2068${value}\u2069` : value;
	const fill = (text: string, values: Values) =>
		text.replace(/\{(\w+)\}/gu, (hole, name: string) => (name in values ? show(values[name]!) : hole));
	const plural = (forms: Plural, n: number, values: Values = {}) =>
		fill(forms[rules.select(n)] ?? forms.other, { n, ...values });
	const named = (text: string) => (name: string) => fill(text, { name });
	const percent = (value: number) => percents.format(value / 100);
	const size = (bytes: number) => {
		const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
		return `${numbers.format(bytes / 1024 ** power)}\u00a0${units[power]}`;
	};
	const pace = (bytesPerSecond: number, etaMs: number | undefined) => [
		...(bytesPerSecond > 0 ? [`${size(bytesPerSecond)}/s`] : []),
		...(bytesPerSecond > 0 && etaMs !== undefined
			? [fill(words.left, { time: formatDuration(etaMs, code) })]
			: [])
	];
	const milestone = (value: number) => fill(words.milestone, { percent: percent(value) });
	const tooMuch =
		(text: string) => (file: { name: string; size: number; limit: number; setting?: string | undefined }) =>
			fill(text, { name: file.name, size: size(file.size), limit: size(file.limit) }) +
			(file.setting ? ` (${file.setting})` : '');
	const { label, submit, uploading, processing, network, bodyLimit, stored } = words;
	const { chooseFolder, dropNow, unavailable, pasted, checking, queued, paused, offline, retrying } = words;
	const {
		finishing,
		indexing,
		ready,
		cancelled,
		dismissAll,
		pauseAll,
		resumeAll,
		cancelAll,
		retryAll,
		clear
	} = words;

	return {
		code,
		dir,
		upload: {
			label,
			submit,
			uploading,
			cancel: words.cancelUpload,
			progressLabel: words.uploadProgress,
			progress: ({ percent: value, sentBytes, totalBytes }) =>
				totalBytes > 0
					? `${percent(value)} · ${fill(words.sentOf, { sent: size(sentBytes), total: size(totalBytes) })}`
					: size(sentBytes),
			processing,
			started: (names) =>
				names.length === 1
					? fill(words.started, { name: names[0]! })
					: plural(words.startedMany, names.length),
			milestone,
			success: (names) =>
				names.length > 1
					? plural(words.uploadedMany, names.length, { names: names.join(', ') })
					: [words.uploaded, ...names.map(show)].join(': '),
			cancelled: words.uploadCancelled,
			stored,
			network,
			bodyLimit,
			unreadable: (status) => fill(words.unreadable, { status: String(status) })
		},
		uploader: {
			typeNotAllowed: ({ name, accept }) => fill(words.typeNotAllowed, { name, accept: accept.join(', ') }),
			tooLarge: tooMuch(words.tooLarge),
			tooSmall: tooMuch(words.tooSmall),
			tooMany: (limit) => plural(words.tooMany, limit),
			totalTooLarge: (limit) => fill(words.totalTooLarge, { limit: size(limit) }),
			duplicate: named(words.duplicate),
			networkLost: words.networkLost,
			notUnderstood: (status) =>
				fill(status === 404 ? words.noMount : words.notUnderstood, { status: String(status) })
		},
		dropzone: {
			choose: (multiple) => (multiple ? words.chooseMany : words.choose),
			chooseFolder,
			dropHint: (multiple) => (multiple ? words.dropHintMany : words.dropHint),
			dropNow,
			rules: ({ accept, maxFileBytes, maxFiles }) =>
				[
					...(accept.length > 0 ? [accept.join(', ')] : []),
					...(maxFileBytes === undefined ? [] : [fill(words.upToEach, { size: size(maxFileBytes) })]),
					plural(words.atMost, maxFiles)
				].join(' · '),
			unavailable,
			pasted
		},
		list: {
			label: words.files,
			progressLabel: named(words.progressOf),
			totalLabel: words.progressOfAll,
			size,
			checking,
			queued,
			paused,
			offline,
			retrying,
			uploading: (progress) =>
				[percent(progress.percent), ...pace(progress.bytesPerSecond, progress.etaMs)].join(' · '),
			assembling: finishing,
			storing: finishing,
			stored,
			held: words.held,
			indexing,
			ready,
			notIndexed: (reason) => words.notIndexed[reason],
			cancelled,
			pause: named(words.pause),
			resume: named(words.resume),
			cancel: named(words.cancel),
			retry: named(words.retry),
			remove: named(words.remove),
			dismiss: named(words.dismiss),
			moreRefused: (count) => plural(words.moreRefused, count),
			dismissAll,
			pauseAll,
			resumeAll,
			cancelAll,
			retryAll,
			clear,
			totals: (totals) =>
				[
					fill(words.storedOf, { stored: totals.stored, n: totals.files }),
					...(totals.failed > 0 ? [plural(words.failedCount, totals.failed)] : []),
					percent(totals.percent),
					...pace(totals.bytesPerSecond, totals.etaMs)
				].join(' · '),
			announceAdded: (count, name) =>
				count === 1 ? fill(words.added, { name }) : plural(words.addedMany, count),
			announceRefused: (count, reason) =>
				count === 1 ? reason : plural(words.refusedMany, count, { reason }),
			announceProgress: milestone,
			announceFailed: (count, name, reason) =>
				count === 1
					? fill(words.failed, { name, reason })
					: plural(words.failedMany, count, { name, reason }),
			announceDone: (count) => plural(words.done, count),
			announceReady: (count, name) =>
				count === 1 ? fill(words.isReady, { name }) : plural(words.areReady, count)
		},
		ask: makeAskWords(words.ask, { fill, plural, show })
	};
}
