import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../src/api/client';
import type { components } from '../../../src/api/schema';
import { tagged, type Tagged } from '../../api/tagged';
import { useMay } from '../../frame/me';
import { Page } from '../../frame/Page';
import { formatNumber } from '../../i18n/language';
import { useText } from '../../i18n/useText';
import { DataTable } from '../../patterns/DataTable';
import layout from '../../patterns/patterns.module.css';
import type { Column } from '../../patterns/table';
import { ActionDialog } from '../../ui/ActionDialog';
import { Button } from '../../ui/Button';
import { CheckField, SelectField, TextField } from '../../ui/Field';
import { LoadFailed, Notice, Skeleton } from '../../ui/Notice';
import type { FormValues } from '../../ui/ProblemForm';
import { toast } from '../../ui/toast';
import { Card, StateBadge } from '../../ui/values';
import { MAIN, useLocations, type Location, type Locations as Known } from './locations';

type Body = components['schemas']['LocationsBody'];

const RULES = ['nearest', 'fewest', 'priority'] as const;

/** What is edited: one that there is, or a new one. */
type Edited = Location | 'new';

/** Where the shop keeps its goods, and how orders are shared out between the places. */
export default function Locations() {
  const t = useText();
  const may = useMay()('stock.write');
  const queries = useQueryClient();
  const known = useLocations();
  const [edited, setEdited] = useState<Edited>();
  const [ruling, setRuling] = useState(false);

  if (known.error && !known.data)
    return (
      <Page title={t('locations.title')}>
        <LoadFailed error={known.error} retry={() => void known.refetch()} />
      </Page>
    );
  if (!known.data)
    return (
      <Page title={t('locations.title')}>
        <Skeleton />
      </Page>
    );
  const { data, tag } = known.data;

  async function save(body: Body) {
    const saved = await tagged(
      api().PUT('/admin/locations', { params: { header: { 'If-Match': tag ?? '' } }, body }),
    );
    queries.setQueryData<Tagged<Known>>(['locations'], saved);
    toast(t('locations.saved'));
  }

  const columns: Column<Location>[] = [
    { id: 'name', label: 'locations.name', cell: ({ name }) => name, text: ({ name }) => name },
    { id: 'id', label: 'locations.id', from: 'tablet', cell: ({ id }) => <bdi>{id}</bdi> },
    {
      id: 'where',
      label: 'locations.where',
      cell: ({ city, country }) => [city, country].filter(Boolean).join(', '),
    },
    {
      id: 'priority',
      label: 'locations.priority',
      end: true,
      from: 'tablet',
      cell: ({ priority }) => formatNumber(priority),
    },
    {
      id: 'active',
      label: 'locations.state',
      cell: ({ active }) => (
        <StateBadge state={active ? 'active' : 'inactive'} tone={active ? 'good' : undefined} />
      ),
    },
    ...(may
      ? [
          {
            id: 'edit',
            label: 'locations.edit' as const,
            cell: (one: Location) => (
              <Button aria-label={t('locations.editOne', { name: one.name })} onClick={() => setEdited(one)}>
                {t('locations.edit')}
              </Button>
            ),
          },
        ]
      : []),
  ];

  return (
    <Page
      title={t('locations.title')}
      actions={
        may &&
        data.enabled && (
          <Button look="primary" onClick={() => setEdited('new')}>
            {t('locations.add')}
          </Button>
        )
      }
    >
      <div className={layout.stack}>
        {!data.enabled && (
          <Notice tone="info" title={t('locations.off')}>
            {t('locations.offText')}
          </Notice>
        )}
        {data.enabled && data.locations.length === 0 && (
          <Notice tone="info" title={t('locations.none')}>
            {t('locations.noneText')}
          </Notice>
        )}
        {data.locations.length > 0 && (
          <>
            <DataTable
              label={t('locations.title')}
              columns={columns}
              rows={data.locations}
              id={({ id }) => id}
            />
            <Card
              title={t('locations.rule')}
              actions={may && <Button onClick={() => setRuling(true)}>{t('locations.changeRule')}</Button>}
            >
              <p>
                <strong>{t(`locations.rule.${data.rule}`)}</strong>
              </p>
              <p className="muted">{t(`locations.ruleText.${data.rule}`)}</p>
            </Card>
          </>
        )}
      </div>
      {edited && (
        <Edit
          of={edited}
          first={data.locations.length === 0}
          save={(one) =>
            save({
              rule: data.rule,
              locations: [...data.locations.filter(({ id }) => id !== one.id), one],
            })
          }
          onClose={() => setEdited(undefined)}
        />
      )}
      {ruling && (
        <ActionDialog
          title={t('locations.changeRule')}
          consequences={[t('locations.ruleLater')]}
          action={t('frame.save')}
          onClose={() => setRuling(false)}
          submit={({ rule }) =>
            save({ rule: RULES.find((one) => one === rule) ?? data.rule, locations: data.locations })
          }
        >
          <SelectField
            label={t('locations.rule')}
            name="rule"
            defaultValue={data.rule}
            options={RULES.map((value) => ({ value, label: t(`locations.rule.${value}`) }))}
          />
        </ActionDialog>
      )}
    </Page>
  );
}

interface EditProps {
  of: Edited;
  /** Nothing is set up: the first to be named is the one that every shop has. */
  first: boolean;
  save: (one: Location) => Promise<void>;
  onClose: () => void;
}

function Edit({ of, first, save, onClose }: EditProps) {
  const t = useText();
  const one = of === 'new' ? undefined : of;
  const number = (text: string | undefined) => (text?.trim() ? Number(text) : undefined);

  function read(values: FormValues): Location {
    const text = (name: string) => values[name]?.trim() ?? '';
    const [latitude, longitude] = [number(values.latitude), number(values.longitude)];
    return {
      id: one?.id ?? (first ? MAIN : text('id')),
      name: text('name'),
      country: text('country').toUpperCase(),
      line1: text('line1'),
      city: text('city'),
      postal_code: text('postal_code'),
      priority: number(values.priority) ?? 1,
      active: values.active === 'on',
      position: latitude === undefined || longitude === undefined ? null : { latitude, longitude },
    };
  }

  return (
    <ActionDialog
      title={one ? t('locations.editOne', { name: one.name }) : t('locations.add')}
      consequences={[t(first ? 'locations.firstText' : one ? 'locations.editText' : 'locations.addText')]}
      action={t('frame.save')}
      onClose={onClose}
      submit={(values) => save(read(values))}
    >
      {!one && !first && (
        <TextField
          label={t('locations.id')}
          hint={t('locations.idHint')}
          name="id"
          required
          pattern="[a-z0-9]([a-z0-9\-]{0,30}[a-z0-9])?"
        />
      )}
      <TextField label={t('locations.name')} name="name" required maxLength={100} defaultValue={one?.name} />
      <TextField label={t('locations.line1')} name="line1" maxLength={200} defaultValue={one?.line1} />
      <TextField
        label={t('locations.postalCode')}
        name="postal_code"
        maxLength={20}
        defaultValue={one?.postal_code}
      />
      <TextField label={t('locations.city')} name="city" maxLength={100} defaultValue={one?.city} />
      <TextField
        label={t('locations.country')}
        hint={t('locations.countryHint')}
        name="country"
        required
        pattern="[A-Za-z]{2}"
        defaultValue={one?.country}
      />
      <TextField
        label={t('locations.priority')}
        hint={t('locations.priorityHint')}
        name="priority"
        inputMode="numeric"
        pattern="[1-9][0-9]?|100"
        required
        defaultValue={String(one?.priority ?? 1)}
      />
      <TextField
        label={t('locations.latitude')}
        hint={t('locations.positionHint')}
        name="latitude"
        inputMode="decimal"
        pattern="-?[0-9]{1,2}(\.[0-9]+)?"
        defaultValue={one?.position ? String(one.position.latitude) : ''}
      />
      <TextField
        label={t('locations.longitude')}
        name="longitude"
        inputMode="decimal"
        pattern="-?[0-9]{1,3}(\.[0-9]+)?"
        defaultValue={one?.position ? String(one.position.longitude) : ''}
      />
      <CheckField label={t('locations.activeLabel')} name="active" defaultChecked={one?.active ?? true} />
    </ActionDialog>
  );
}
