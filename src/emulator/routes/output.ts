import type { Exchange } from '../http/exchange.ts';
import { invalid } from '../http/refusal.ts';
import type { OutputLevel } from '../store/node-view.ts';

/** The level that `?output=` asks for. @throws Refusal 406/10023 for two levels at once. */
export function outputLevel({ query }: Exchange): OutputLevel {
	const levels = (query.get('output') ?? '')
		.split(',')
		.filter((token): token is OutputLevel => ['terse', 'standard', 'full'].includes(token));
	if (levels.length > 1) throw invalid('output', 'takes one level');
	return levels[0] ?? 'full';
}
