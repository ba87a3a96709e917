import { FastioError } from '../../rules/errors.ts';
import type { Broker, Lease } from '../../brokers/broker.ts';
import { sleep } from '../../api/sleep.ts';
import type { EventBatch, Fastio, FastioEvent } from '../../api.ts';
import { Redelivery } from './redelivery.ts';

/** How often the lease is renewed, and how often others look whether it is free: 10 s. */
export const LEASE_RENEW_MS = 10_000;
/** Renewals that may fail: a poller that died keeps others away for three, 30 s. */
const RENEWALS_MISSED = 3;
/** Events of one batch that are handled at a time. */
const HANDLED_AT_ONCE = 10;

export interface PollerOptions {
	fastio: Pick<Fastio, 'options' | 'events'>;
	broker: Broker;
	orgId: string | undefined;
	/** Hands an event to the app. Rejects, or resolves with `busy`, for one that is to come again. */
	dispatch: (event: FastioEvent) => Promise<'done' | 'duplicate' | 'busy'>;
	/** Whether to leave the following be for now: events come otherwise. */
	rests: () => Promise<boolean>;
	onError: (error: unknown) => void;
	/** Milliseconds between two renewals of the lease; it lasts three times as long. Default 10,000. */
	renewMs?: number;
}

/**
 * Follows a workspace, on one instance for all: the holder of a lease. Where it is is kept beside the lease, once the
 * events before are handled, so that the next holder goes on from there.
 */
export class Poller {
	readonly #options: PollerOptions;
	readonly #renewMs: number;
	readonly #control = new AbortController();
	#running: Promise<void> | undefined;

	constructor(options: PollerOptions) {
		this.#options = options;
		this.#renewMs = options.renewMs ?? LEASE_RENEW_MS;
	}

	/** Begins, once. */
	start(): void {
		this.#running ??= this.#run(this.#control.signal);
	}

	/** Ends, and resolves when the lease is given back. */
	async stop(): Promise<void> {
		this.#control.abort();
		await this.#running;
	}

	async #run(signal: AbortSignal): Promise<void> {
		let last: string | undefined;
		while (!signal.aborted) {
			try {
				await this.#turn(signal);
				last = undefined;
			} catch (error) {
				// A missing token is missing again in ten seconds: it is told once.
				const said = String(error);
				if (!signal.aborted && said !== last) this.#options.onError(error);
				last = said;
			}
			// Not all instances at the same moment.
			await sleep(this.#renewMs * (0.75 + Math.random() / 2), signal).catch(() => undefined);
		}
	}

	/** Follows for as long as the lease is ours. */
	async #turn(signal: AbortSignal): Promise<void> {
		const { broker, rests, fastio } = this.#options;
		if (await rests()) return;
		const { workspaceId } = fastio.options;
		const workspace = typeof workspaceId === 'function' ? workspaceId() : workspaceId;
		const lease = await broker.leases.acquire(`poll:${workspace ?? ''}`, RENEWALS_MISSED * this.#renewMs);
		if (!lease) return;
		const turn = new AbortController();
		const either = AbortSignal.any([signal, turn.signal]);
		const keeping = this.#keep(lease, turn, either);
		try {
			await this.#follow(lease, either);
		} catch (error) {
			if (!either.aborted || !(error instanceof FastioError && error.code === 'aborted')) throw error;
		} finally {
			turn.abort();
			await keeping;
			await lease.release().catch(() => undefined);
		}
	}

	/** Renews the lease, and ends the turn when it is lost or not wanted any more. */
	async #keep(lease: Lease, turn: AbortController, signal: AbortSignal): Promise<void> {
		let missed = 0;
		while (!signal.aborted) {
			await sleep(this.#renewMs, signal).catch(() => undefined);
			if (signal.aborted) return;
			const renewed = await lease.renew().catch(() => undefined);
			missed = renewed === undefined ? missed + 1 : 0;
			const lost = renewed === false || missed >= RENEWALS_MISSED;
			if (lost || (await this.#options.rests().catch(() => false))) turn.abort();
		}
	}

	async #follow(lease: Lease, signal: AbortSignal): Promise<void> {
		const { fastio, orgId, dispatch, onError } = this.#options;
		const redelivery = new Redelivery(dispatch, { atOnce: HANDLED_AT_ONCE, signal, onError });
		let cursor = await lease.load();
		let saved = cursor;
		for (;;) {
			try {
				for await (const batch of fastio.events.follow({
					signal,
					...(cursor !== undefined && { cursor }),
					...(orgId !== undefined && { orgId })
				})) {
					await redelivery.hand(batch.events);
					cursor = batch.cursor;
					if (redelivery.pending === 0 && cursor !== saved) {
						// A later holder has saved already: it is its turn.
						if (!(await lease.save(cursor))) return;
						saved = cursor;
					}
					this.#tellGap(batch);
				}
				return;
			} catch (error) {
				// A cursor that an older version of this package has saved.
				if (!(error instanceof FastioError) || error.code !== 'malformed' || cursor === undefined)
					throw error;
				cursor = undefined;
			}
		}
	}

	#tellGap({ gap }: EventBatch): void {
		if (!gap) return;
		this.#options.onError(
			new FastioError('gone', 'Fast.io forgot where we were in its change feed: some events are lost.')
		);
	}
}
