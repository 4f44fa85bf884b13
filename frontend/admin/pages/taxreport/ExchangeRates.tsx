import { answer, api } from '../../../src/api/client';
import { useMay } from '../../frame/me';
import { useText } from '../../i18n/useText';
import styles from '../content/content.module.css';
import { TextField } from '../../ui/Field';
import { ProblemForm } from '../../ui/ProblemForm';
import { toast } from '../../ui/toast';
import { Card } from '../../ui/values';
import type { Report } from './report';

/** What one euro was on the last day of the period, in each currency that something was sold in. */
export function ExchangeRates({ report, entered }: { report: Report; entered: (next: Report) => void }) {
  const t = useText();
  const may = useMay()('rates.write');
  const known = new Map(report.exchange_rates.map((rate) => [rate.currency, rate.per_euro]));
  const currencies = [...new Set([...known.keys(), ...report.wanting])].sort();
  if (currencies.length === 0) return null;

  async function submit(values: Record<string, string>) {
    const rates = currencies.flatMap((currency) => {
      const typed = (values[currency] ?? '').trim().replace(',', '.');
      return typed ? [{ currency, per_euro: typed }] : [];
    });
    const params = { path: { period: report.period } };
    entered(
      await answer(api().PUT('/admin/tax-reports/{period}/exchange-rates', { params, body: { rates } })),
    );
    toast(t('taxReport.ratesKept'));
  }

  return (
    <Card title={t('taxReport.exchange')}>
      <p className="muted">{t('taxReport.exchangeText')}</p>
      <fieldset disabled={!may} className={styles.plain}>
        <legend className="visually-hidden">{t('taxReport.exchange')}</legend>
        <ProblemForm action={t('taxReport.keepRates')} submit={submit}>
          <div className={styles.pair}>
            {currencies.map((currency) => (
              <TextField
                key={`${report.period} ${currency}`}
                label={t('taxReport.perEuro', { currency })}
                name={currency}
                defaultValue={known.get(currency) ?? ''}
                inputMode="decimal"
                maxLength={14}
              />
            ))}
          </div>
        </ProblemForm>
      </fieldset>
    </Card>
  );
}
