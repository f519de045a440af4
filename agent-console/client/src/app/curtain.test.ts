import type { DeskView } from '@decroche/protocol';
import { describe, expect, it } from 'vitest';
import { createCurtain } from './curtain.ts';
import type { LiveFeeds } from './live-feed.ts';
import { alertOfOffers } from './offer-alert.ts';
import type { AttentionPort, MemoryPort } from './ports.ts';
import type { Softphone } from './softphone.ts';
import { createStore } from './store.ts';

function memory(kept: Record<string, string> = {}): MemoryPort {
  const map = new Map(Object.entries(kept));
  return {
    get: (key) => map.get(key),
    set: (key, value) => void map.set(key, value),
    remove: (key) => map.delete(key),
  };
}

function page(parts: { machine?: MemoryPort; tab?: MemoryPort } = {}) {
  const told: string[] = [];
  const attention = {
    call: (title: string, body: string) => void told.push(`${title} / ${body}`),
    rest: () => void told.push('rest'),
    veil: (title?: string) => void told.push(`veil ${title}`),
  } as AttentionPort;
  const { machine = memory(), tab = memory() } = parts;
  const curtain = createCurtain({ attention, memory: machine, tabMemory: tab, title: () => 'Veille' });
  return { curtain, attention, told };
}

describe('the cover of the page', () => {
  it('goes over it and away by the same gesture, its title with it', () => {
    const { curtain, told } = page();
    curtain.toggle();
    expect(curtain.drawn.get()).toBe(true);
    curtain.toggle();
    expect(curtain.drawn.get()).toBe(false);
    expect(told).toEqual(['veil Veille', 'veil undefined']);
  });

  it('is there again when the page is loaded again, before anything else', () => {
    const tab = memory();
    page({ tab }).curtain.toggle();
    const { curtain, told } = page({ tab });
    expect(curtain.drawn.get()).toBe(true);
    expect(told).toEqual(['veil Veille']);
  });

  it('has the key chosen on this machine; one that is none is the usual one', () => {
    const machine = memory({ 'curtain.key': 'Escape' });
    const { curtain } = page({ machine });
    expect(curtain.key.get()).toBe('F9');
    curtain.choose('Pause');
    expect(page({ machine }).curtain.key.get()).toBe('Pause');
  });
});

describe('a call that is offered', () => {
  const offered = {
    offerId: 'o1',
    kind: 'call',
    pop: { serviceName: '119', caller: { withheld: false, candidates: [] } },
  };
  function offers() {
    const { curtain, attention, told } = page();
    const live = createStore<{ view?: DeskView }>({});
    const show = (offer?: object) => live.set({ view: { offer } as unknown as DeskView });
    alertOfOffers({
      ...{ feeds: { desk: { live } } as unknown as LiveFeeds, softphone: { offerGone: () => {} } as Softphone },
      ...{ attention, curtain },
      words: {
        offer: (serviceName) => ({ title: `appel ${serviceName}`, body: 'protégé' }),
        covered: () => ({ title: 'Veille', body: 'action' }),
      },
    });
    return { curtain, told, show };
  }

  it('is told by its name, and without one while the page is covered', () => {
    const { curtain, told, show } = offers();
    show(offered);
    curtain.toggle();
    curtain.toggle();
    show();
    expect(told).toEqual([
      ...['appel 119 / protégé', 'veil Veille', 'Veille / action'],
      ...['veil undefined', 'appel 119 / protégé', 'rest'],
    ]);
  });

  it('that comes under the cover is told neutrally', () => {
    const { curtain, told, show } = offers();
    curtain.toggle();
    show(offered);
    expect(told).toEqual(['veil Veille', 'Veille / action']);
  });
});
