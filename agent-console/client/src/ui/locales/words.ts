import enBase from './en.json' with { type: 'json' };
import frBase from './fr.json' with { type: 'json' };
import enWhyWait from './en/why-wait.json' with { type: 'json' };
import enPlanning from './en/planning.json' with { type: 'json' };
import enSound from './en/sound.json' with { type: 'json' };
import frWhyWait from './fr/why-wait.json' with { type: 'json' };
import frPlanning from './fr/planning.json' with { type: 'json' };
import frSound from './fr/sound.json' with { type: 'json' };

/** Every word of the screens. What all of them share is in the two base files; a feature keeps its words in a file of its own. */
export const words = {
  fr: { ...frBase, whyWait: frWhyWait, planning: frPlanning, sound: frSound },
  en: { ...enBase, whyWait: enWhyWait, planning: enPlanning, sound: enSound },
};
