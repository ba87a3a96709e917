import type { Claim } from '../../brokers/broker.ts';

/** How long the claim of an instance that died keeps others away: 30 s. */
export const CLAIM_TTL_MS = 30_000;
/** How often a claim is renewed: every 10 s, so that one renewal may fail. */
export const CLAIM_RENEW_MS = 10_000;

/**
 * Renews the claim until the returned function is called. Calls `onLost` once when another may have it: a renewal said
 * so, or none has succeeded for {@link CLAIM_TTL_MS}.
 */
export function keepClaim(claim: Claim, onLost: () => void): () => void {
	let missed = 0;
	const stop = () => clearInterval(timer);
	const lose = () => {
		stop();
		onLost();
	};
	const timer = setInterval(() => {
		missed += 1;
		if (missed * CLAIM_RENEW_MS >= CLAIM_TTL_MS) return lose();
		claim.renew().then(
			(renewed) => (renewed ? (missed = 0) : lose()),
			// Out of reach for now. The claim is ours until its time is over.
			() => {}
		);
	}, CLAIM_RENEW_MS);
	return stop;
}
