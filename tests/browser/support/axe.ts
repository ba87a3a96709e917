import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Every rule in light; in dark those about colour, the only ones that can come out differently there. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
	for (const colorScheme of ['light', 'dark'] as const) {
		await page.emulateMedia({ colorScheme });
		// Its other mode opens a second page for each look, for the sake of frames, which there are none of.
		const axe = new AxeBuilder({ page }).setLegacyMode();
		if (colorScheme === 'dark') axe.withRules(['color-contrast', 'link-in-text-block']);
		const { violations } = await axe.analyze();
		const found = violations.map(({ id, nodes }) => ({ id, nodes: nodes.map((node) => node.html) }));
		expect(found, `${state}, ${colorScheme}`).toEqual([]);
	}
}
