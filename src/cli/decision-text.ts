import type { Decision, Plan } from '../lifecycle/decision.ts';
import { defined } from '../records/defined.ts';

/** Returns a decision as JSON for programs. */
export function decisionFacts(decision: Decision): object {
  switch (decision.kind) {
    case 'changed': {
      const { tenant, kind: outcome, subject, warnings, plan } = decision;
      return { tenant, outcome, subject, ...defined({ warnings, plan }) };
    }
    case 'unchanged':
      return { tenant: decision.tenant, outcome: decision.kind, because: decision.because };
    case 'refused':
      return { outcome: decision.kind, because: decision.detail };
  }
}

/**
 * Returns a decision as text for people.
 *
 * @param isAlone - whether it is the only decision, so that its plan is shown
 */
export function decisionText(decision: Decision, isAlone: boolean): string {
  switch (decision.kind) {
    case 'changed': {
      const { tenant, subject, warnings = [], plan } = decision;
      const notes = warnings.map((warning) => `note: ${warning}\n`).join('');
      return `${plan !== undefined && isAlone ? planText(plan) : ''}${tenant}: ${subject}\n${notes}`;
    }
    case 'unchanged':
      return `${decision.tenant} ${decision.because}\n`;
    case 'refused':
      return `${decision.detail}\n`;
  }
}

function planText({ title, steps, interruption }: Plan): string {
  const lines = steps.map((step, i) => `  ${i + 1}. ${step}\n`).join('');
  return `${title}:\n\n${lines}\nInterruption: ${interruption}\n\n`;
}
