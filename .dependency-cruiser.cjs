/** Who may import whom: ARCHITECTURE.md in executable form. */
const SERVICE = '(sip-gateway|acd|tickets|agent-console/server|agent-console/client|reports)';
const TEST = '\\.test\\.tsx?$';
const LIB = '^lib/(protocol|calendar|staffing|oncall|platform)/';

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
/** A vendor library may be imported only below its home folders. */
const quarantine = (name, library, home) =>
  forbid(
    `only-${name}`,
    `${library} stays behind its adapter`,
    { pathNot: [home, TEST, '^(tests|embedded|scripts)/'] },
    { path: `node_modules/(${library})/` },
  );

module.exports = {
  forbidden: [
    forbid('no-cycles', 'a cycle hides who depends on whom', {}, { circular: true }),
    forbid('no-unknowns', 'every import resolves, or the other rules are blind to it', {}, { couldNotResolve: true }),
    forbid(
      'protocol-is-a-leaf',
      'the shared language imports zod and nothing else',
      { path: '^lib/protocol/', pathNot: TEST },
      { pathNot: ['^lib/protocol/', 'node_modules/zod/'] },
    ),
    forbid(
      'lib-knows-no-service',
      'shared floors do not know the product',
      { path: LIB },
      { path: `^(${SERVICE}|embedded|tests|scripts)/` },
    ),
    forbid(
      'core-is-pure',
      'a core sees the shared language, the calendar, staffing, on-call and itself',
      { path: `^${SERVICE}/src/core/`, pathNot: TEST },
      { pathNot: ['^$1/src/core/', '^lib/(protocol|calendar|staffing|oncall)/'] },
    ),
    forbid(
      'services-meet-on-the-bus',
      'a service never imports another service',
      { path: `^${SERVICE}/` },
      { path: `^${SERVICE}/`, pathNot: '^$1/' },
    ),
    forbid(
      'app-knows-no-adapter',
      'the app talks to ports; ui talks to the app',
      { path: `^${SERVICE}/src/(app|ui)/`, pathNot: TEST },
      { path: '/src/adapters/' },
    ),
    forbid(
      'adapters-do-not-mix',
      'adapters meet in main.ts',
      { path: `^${SERVICE}/src/adapters/([^/]+)/`, pathNot: TEST },
      { path: '^$1/src/adapters/', pathNot: '^$1/src/adapters/$2/' },
    ),
    forbid(
      'main-is-the-root',
      'only main.ts reads config.ts; nobody imports main.ts',
      { pathNot: ['(main|config)\\.tsx?$', TEST] },
      { path: `^${SERVICE}/src/(main|config)\\.tsx?$`, dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'embedded-stands-at-the-wire',
      'a stand-in shares no code with the product it serves',
      { path: '^embedded/' },
      { path: `^(${SERVICE}|lib/protocol)/` },
    ),
    forbid(
      'product-ignores-its-scaffold',
      'product code never knows stand-ins, tests or scripts',
      { path: `^(${SERVICE}|lib)/`, pathNot: TEST },
      { path: '^(embedded|tests|scripts)/' },
    ),
    forbid(
      'client-is-a-browser',
      'no node built-ins in the browser',
      { path: '^agent-console/client/src/', pathNot: TEST },
      { dependencyTypes: ['core'] },
    ),
    quarantine('drachtio', 'drachtio-srf', '^sip-gateway/src/adapters/drachtio/'),
    quarantine(
      'redis',
      'ioredis|bullmq|redis|@redis',
      '^([a-z-]+/(server/)?src/adapters/(redis|bullmq)|lib/platform/src/redis)/',
    ),
    quarantine('mongoose', 'mongoose|mongodb', '^([a-z-]+/(server/)?src/adapters/mongo|lib/platform/src/mongo)/'),
    quarantine('express', 'express|helmet|express-rate-limit|zod-openapi|swagger-ui-dist', '^lib/platform/src/http/'),
    quarantine('mail', 'nodemailer', '^lib/platform/src/mail/'),
    quarantine('ical', 'ical-generator', '^agent-console/server/src/adapters/ical/'),
    quarantine('mail-door', 'smtp-server|mailparser', '^agent-console/server/src/adapters/smtp/'),
    quarantine('socket-io', 'socket\\.io', '^agent-console/server/src/adapters/socket/'),
    quarantine('socket-io-client', 'socket\\.io-client', '^agent-console/client/src/adapters/socket/'),
    quarantine('sip-js', 'sip\\.js', '^agent-console/client/src/adapters/sip/'),
    quarantine('react', 'react|react-dom', '^agent-console/client/(src/(ui/|main\\.tsx$)|vite\\.config)'),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
