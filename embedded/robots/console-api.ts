/** A refused request, with the status and the problem (RFC 9457) of the answer. */
export class ApiRefusal extends Error {
  readonly status: number;
  readonly reason: string | undefined;
  constructor(status: number, problem: { detail?: string; title?: string; reason?: string }) {
    super(`${status} ${problem.detail ?? problem.title ?? ''}`);
    this.status = status;
    this.reason = problem.reason;
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The product's HTTP door as a robot uses it. */
export class ConsoleApi {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  private constructor(url: string, headers: Readonly<Record<string, string>>) {
    this.#url = url;
    this.#headers = headers;
  }

  /** @throws ApiRefusal when the account or the password is not known. */
  static async signIn(url: string, login: string, password: string): Promise<ConsoleApi> {
    const response = await fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-decroche': '1' },
      body: JSON.stringify({ login, password }),
    });
    await answer(response.clone());
    const cookie = response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    return new ConsoleApi(url, { cookie, 'x-decroche': '1' });
  }

  static withToken(url: string, token: string): ConsoleApi {
    return new ConsoleApi(url, { authorization: `Bearer ${token}` });
  }

  /** @throws ApiRefusal for every answer that is not 2xx. */
  async send(method: Method, path: string, body: unknown = method === 'GET' ? undefined : {}): Promise<unknown> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: { ...this.#headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return answer(response);
  }
}

async function answer(response: Response): Promise<unknown> {
  const text = await response.text();
  const json: unknown = text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : undefined;
  if (!response.ok) throw new ApiRefusal(response.status, (json ?? {}) as { detail?: string });
  return json;
}
