import { useState } from 'react';
import { exponent, parseAmount, plainAmount } from '../../../src/lib/money';
import { config } from '../../../src/lib/config';
import { useMay } from '../../frame/me';
import { worded } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { CheckField, TextField } from '../../ui/Field';
import { ProblemForm } from '../../ui/ProblemForm';
import styles from '../content/content.module.css';
import { localOf, momentOf } from '../content/moments';
import { Count } from './Count';
import { CONSENTS, EMPTY, type Group, type Rule } from './rule';

const listed = (text: string, spelled: (part: string) => string): string[] =>
  text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(spelled);

/** What a group is called and by which rule somebody is in it; who that would be is counted before it is saved. */
export function RuleForm({
  group,
  save,
  mayWrite,
}: {
  group: Group;
  save: (name: string, rule: Rule | null) => Promise<void>;
  mayWrite: boolean;
}) {
  const t = useText();
  const may = useMay();
  const [name, setName] = useState(group.name);
  const [rule, setRule] = useState<Rule | null>(group.rule);
  const set = (part: Partial<Rule>) => setRule({ ...(rule ?? EMPTY), ...part });
  return (
    <>
      <ProblemForm action={t('groups.save')} blocked={!mayWrite} submit={() => save(name, rule)}>
        <TextField
          label={t('groups.name')}
          name="name"
          value={name}
          required
          maxLength={80}
          readOnly={!mayWrite}
          onChange={setName}
        />
        <CheckField
          label={t('groups.hasRule')}
          checked={rule !== null}
          disabled={!mayWrite}
          onChange={({ target }) => setRule(target.checked ? (group.rule ?? EMPTY) : null)}
        />
        {rule && <RuleFields rule={rule} set={set} readOnly={!mayWrite} />}
      </ProblemForm>
      {rule && may('customers.read') && <Count key={JSON.stringify(rule)} rule={rule} />}
    </>
  );
}

function RuleFields({
  rule,
  set,
  readOnly,
}: {
  rule: Rule;
  set: (part: Partial<Rule>) => void;
  readOnly: boolean;
}) {
  const t = useText();
  const currency = rule.spent?.currency ?? config().currency;
  const [typed, setTyped] = useState({
    countries: rule.countries?.join(', ') ?? '',
    languages: rule.languages?.join(', ') ?? '',
    spent: rule.spent ? plainAmount(rule.spent.amount, currency) : '',
  });
  const consents = rule.consents ?? [];
  const type = (part: Partial<typeof typed>) => setTyped({ ...typed, ...part });
  return (
    <>
      <p className="muted">{t('groups.ruleHint')}</p>
      <div className={styles.pair}>
        <TextField
          label={t('groups.countries')}
          name="rule.countries"
          value={typed.countries}
          readOnly={readOnly}
          onChange={(text) => {
            type({ countries: text });
            set({ countries: listed(text, (part) => part.toUpperCase()) });
          }}
        />
        <TextField
          label={t('groups.languages')}
          name="rule.languages"
          value={typed.languages}
          readOnly={readOnly}
          onChange={(text) => {
            type({ languages: text });
            set({ languages: listed(text, (part) => part.toLowerCase()) });
          }}
        />
        <TextField
          label={t('groups.orders')}
          name="rule.orders"
          value={rule.orders ? String(rule.orders) : ''}
          inputMode="numeric"
          pattern="\d{1,5}"
          readOnly={readOnly}
          onChange={(text) => set({ orders: Number(text.replace(/\D/g, '')) })}
        />
        <TextField
          label={t('groups.spent', { currency })}
          name="rule.spent.amount"
          value={typed.spent}
          inputMode="decimal"
          pattern={exponent(currency) ? '\\d+([.,]\\d+)?' : '\\d+'}
          readOnly={readOnly}
          onChange={(text) => {
            type({ spent: text });
            const amount = parseAmount(text, currency);
            set({ spent: amount ? { amount, currency } : null });
          }}
        />
        <TextField
          label={t('groups.withinDays')}
          name="rule.within_days"
          value={rule.within_days ? String(rule.within_days) : ''}
          inputMode="numeric"
          pattern="\d{1,4}"
          hint={t('groups.withinHint')}
          readOnly={readOnly}
          onChange={(text) => set({ within_days: Number(text.replace(/\D/g, '')) })}
        />
        {(['first_order_from', 'first_order_until'] as const).map((end) => (
          <TextField
            key={end}
            label={t(`groups.${end}`)}
            name={`rule.${end}`}
            type="datetime-local"
            value={localOf(rule[end])}
            readOnly={readOnly}
            onChange={(text) => set({ [end]: momentOf(text) })}
          />
        ))}
      </div>
      <fieldset>
        <legend>{t('groups.consents')}</legend>
        {CONSENTS.map((kind) => (
          <CheckField
            key={kind}
            label={worded('consent', kind)}
            checked={consents.includes(kind)}
            disabled={readOnly}
            onChange={({ target }) =>
              set({
                consents: target.checked ? [...consents, kind] : consents.filter((one) => one !== kind),
              })
            }
          />
        ))}
      </fieldset>
    </>
  );
}
