import { useId } from 'react';
import type { Product, Variant } from '../../api/types';
import { valueState, type Choice, type ValueState } from '../../lib/variants';
import styles from '../Product.module.css';

interface Props {
  product: Product;
  option: Product['options'][number];
  choice: Choice;
  buyable: (variant: Variant) => boolean;
  choose: (name: string, value: string) => void;
}

const SAID: Record<ValueState, string> = {
  buyable: '',
  'sold-out': ' (sold out)',
  'not-made': ' (not made in this combination)',
};

/** One option (size, colour) as a group of radio buttons; what cannot be had is struck through, yet can be looked at. */
export function OptionPicker({ product, option, choice, buyable, choose }: Props) {
  const group = useId();
  return (
    <fieldset className={styles.option}>
      <legend>
        {option.name}: <span>{choice[option.name]}</span>
      </legend>
      <div className={styles.values}>
        {option.values.map((value) => {
          const state = valueState(product, choice, option.name, value, buyable);
          return (
            <label key={value} className={`${styles.value} ${styles[state] ?? ''}`}>
              <input
                type="radio"
                name={group}
                value={value}
                checked={choice[option.name] === value}
                onChange={() => choose(option.name, value)}
              />
              <span>
                {value}
                <span className="visually-hidden">{SAID[state]}</span>
              </span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
