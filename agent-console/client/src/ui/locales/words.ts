import enBase from './en.json' with { type: 'json' };
import enChild from './en/child.json' with { type: 'json' };
import enDefinition from './en/definition.json' with { type: 'json' };
import enDeskDay from './en/desk-day.json' with { type: 'json' };
import enDissuasion from './en/dissuasion.json' with { type: 'json' };
import enFollowUps from './en/follow-ups.json' with { type: 'json' };
import enLineReport from './en/line-report.json' with { type: 'json' };
import enNotices from './en/notices.json' with { type: 'json' };
import enOnCall from './en/on-call.json' with { type: 'json' };
import enOnCallReport from './en/on-call-report.json' with { type: 'json' };
import enPlanning from './en/planning.json' with { type: 'json' };
import enPrompts from './en/prompts.json' with { type: 'json' };
import enReportTabs from './en/report-tabs.json' with { type: 'json' };
import enSound from './en/sound.json' with { type: 'json' };
import enSupervision from './en/supervision.json' with { type: 'json' };
import enWhyWait from './en/why-wait.json' with { type: 'json' };
import frBase from './fr.json' with { type: 'json' };
import frChild from './fr/child.json' with { type: 'json' };
import frDefinition from './fr/definition.json' with { type: 'json' };
import frDeskDay from './fr/desk-day.json' with { type: 'json' };
import frDissuasion from './fr/dissuasion.json' with { type: 'json' };
import frFollowUps from './fr/follow-ups.json' with { type: 'json' };
import frLineReport from './fr/line-report.json' with { type: 'json' };
import frNotices from './fr/notices.json' with { type: 'json' };
import frOnCall from './fr/on-call.json' with { type: 'json' };
import frOnCallReport from './fr/on-call-report.json' with { type: 'json' };
import frPlanning from './fr/planning.json' with { type: 'json' };
import frPrompts from './fr/prompts.json' with { type: 'json' };
import frReportTabs from './fr/report-tabs.json' with { type: 'json' };
import frSound from './fr/sound.json' with { type: 'json' };
import frSupervision from './fr/supervision.json' with { type: 'json' };
import frWhyWait from './fr/why-wait.json' with { type: 'json' };

const fr = {
  ...frBase,
  child: frChild,
  definition: frDefinition,
  deskDay: frDeskDay,
  dissuasion: frDissuasion,
  followUps: frFollowUps,
  lineReport: frLineReport,
  notices: frNotices,
  onCall: frOnCall,
  onCallReport: frOnCallReport,
  planning: frPlanning,
  prompts: frPrompts,
  reportTabs: frReportTabs,
  sound: frSound,
  supervision: frSupervision,
  whyWait: frWhyWait,
};

const en = {
  ...enBase,
  child: enChild,
  definition: enDefinition,
  deskDay: enDeskDay,
  dissuasion: enDissuasion,
  followUps: enFollowUps,
  lineReport: enLineReport,
  notices: enNotices,
  onCall: enOnCall,
  onCallReport: enOnCallReport,
  planning: enPlanning,
  prompts: enPrompts,
  reportTabs: enReportTabs,
  sound: enSound,
  supervision: enSupervision,
  whyWait: enWhyWait,
};

/** Every word of the screens. What all of them share is in the two base files; a feature keeps its words in a file of its own. */
export const words = { fr, en };
