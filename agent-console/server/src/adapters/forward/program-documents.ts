import type { Logger } from '@decroche/platform';
import type { OpenApiDocument } from '@decroche/platform/http';

/** A description that does not come within this long is left out this time. */
const ANSWER_WITHIN_MS = 2_000;

/** The OpenAPI documents of the other programs, as far as they answer. */
export async function programDocuments(urls: readonly URL[], logger: Logger): Promise<readonly OpenApiDocument[]> {
  const documents = await Promise.all(
    urls.map(async (url) => {
      try {
        const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
        return response.ok ? [(await response.json()) as OpenApiDocument] : [];
      } catch (err) {
        logger.warn({ err, url: url.href }, 'a program does not describe its API at the moment');
        return [];
      }
    }),
  );
  return documents.flat();
}
