import { beforeEach, expect, test, vi } from 'vitest';
import { READY_BATCH_MS, ReadyAnnouncer } from '../../../../src/components/file-list/ready-announcer.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const [a, b, c] = [{ name: 'a.txt' }, { name: 'b.txt' }, { name: 'c.txt' }];
const say = vi.fn();
let clock: ManualClock;
let announcer: ReadyAnnouncer;

beforeEach(() => {
	say.mockClear();
	clock = new ManualClock();
	announcer = new ReadyAnnouncer(say, clock.after);
});

test('files that become ready within a second are one sentence, each of them told once', () => {
	announcer.follow([]);
	announcer.follow([a]);
	clock.pass(READY_BATCH_MS - 1);
	announcer.follow([a, b]);
	expect(say).not.toHaveBeenCalled();
	clock.pass(1);
	announcer.follow([a, b]);
	clock.pass(READY_BATCH_MS);
	announcer.follow([a, b, c]);
	clock.pass(READY_BATCH_MS);
	expect(say.mock.calls).toEqual([
		[2, 'b.txt'],
		[1, 'c.txt']
	]);
});

test('nothing is said of files that were taken off the list meanwhile, nor after the end', () => {
	announcer.follow([a]);
	announcer.follow([]);
	clock.pass(READY_BATCH_MS);
	announcer.follow([b]);
	announcer.end();
	clock.pass(READY_BATCH_MS);
	expect(say).not.toHaveBeenCalled();
});
