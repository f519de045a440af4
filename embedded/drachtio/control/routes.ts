import type { Application } from '../agent/application.ts';

/** Which applications asked for which methods; new requests go round the ones that did. */
export class Routes {
  readonly #byVerb = new Map<string, { readonly apps: Application[]; next: number }>();

  add(verb: string, app: Application): void {
    const route = this.#byVerb.get(verb) ?? { apps: [], next: 0 };
    if (!route.apps.includes(app)) route.apps.push(app);
    this.#byVerb.set(verb, route);
  }

  /** Every verb of an application: `remove_route` does no less in the real server. */
  remove(app: Application): void {
    for (const [verb, route] of this.#byVerb) {
      const index = route.apps.indexOf(app);
      if (index !== -1) route.apps.splice(index, 1);
      if (route.apps.length === 0) this.#byVerb.delete(verb);
    }
  }

  /** The next application for a method, in turn. */
  pick(verb: string): Application | undefined {
    const route = this.#byVerb.get(verb);
    if (!route) return undefined;
    const app = route.apps[route.next % route.apps.length];
    route.next = (route.next + 1) % route.apps.length;
    return app;
  }
}
