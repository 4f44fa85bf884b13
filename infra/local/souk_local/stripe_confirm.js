// Makes localstripe's card field and confirmCardPayment(secret, {payment_method: {card}}) do what Stripe's own do: the
// field says whether it is complete, takes a year of two or of four digits, and a check of the bank that failed is an
// error (docs.stripe.com/js/element/events/on_change, docs.stripe.com/error-codes).
(function () {
  const original = window.Stripe;
  const digits = (text) => String(text || '').replace(/\D/g, '');
  const year = (text) => Number(digits(text).slice(-4));

  function cardOf(inputs) {
    return {
      number: digits(inputs.number.value),
      exp_month: digits(inputs.exp_month.value),
      exp_year: String(year('20' + digits(inputs.exp_year.value))),
      cvc: digits(inputs.cvc.value),
    };
  }

  function luhn(number) {
    const sum = [...number].reverse().reduce((total, digit, place) => {
      const value = Number(digit) * (place % 2 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
    return sum % 10 === 0;
  }

  const invalid = (code, message) => ({ type: 'validation_error', code, message });

  /** What is wrong with what was typed so far, or undefined. Empty fields are incomplete, not wrong. */
  function errorOf({ number, exp_month: month, exp_year: typedYear, cvc }, typed) {
    if (number.length >= 16 && !luhn(number)) return invalid('invalid_number', 'Your card number is invalid.');
    if (month && Number(month) > 12) return invalid('invalid_expiry_month', 'Your card’s expiry month is invalid.');
    const now = new Date();
    if (typed.exp_year.length >= 2 && Number(typedYear) >= 2000) {
      const past = Number(typedYear) - now.getFullYear() || Number(month || 12) - 1 - now.getMonth();
      if (past < 0) return invalid('invalid_expiry_year_past', 'Your card’s expiry date is in the past.');
    }
    return cvc.length > 4 ? invalid('invalid_cvc', 'Your card’s security code is invalid.') : undefined;
  }

  function changeOf(inputs) {
    const card = cardOf(inputs);
    const typed = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, digits(input.value)]));
    const whole =
      card.number.length >= 13 &&
      luhn(card.number) &&
      Number(card.exp_month) >= 1 &&
      (typed.exp_year.length === 2 || typed.exp_year.length === 4) &&
      card.cvc.length >= 3;
    const error = errorOf(card, typed);
    const empty = Object.values(typed).every((text) => !text);
    const missing = invalid('incomplete_number', 'Your card number is incomplete.');
    const incomplete = !empty && !whole && card.number.length < 13 ? missing : undefined;
    return { elementType: 'card', complete: whole && !error, empty, error: error || incomplete };
  }

  /** The field keeps what was typed, and moves on by itself only where nothing can follow. */
  function improve(element) {
    const mount = element.mount.bind(element);
    element.listeners.change = element.listeners.change || [];
    element.mount = (place) => {
      mount(place);
      const inputs = element._inputs;
      Object.entries(inputs).forEach(([name, input]) => {
        const changed = input.oninput;
        input.setAttribute('inputmode', 'numeric');
        input.setAttribute('aria-label', name);
        input.oninput = (event) => {
          // "20" may be the year 2020, which is over, or the beginning of four digits.
          const waits = name === 'exp_year' && digits(input.value).startsWith('20') && digits(input.value).length < 4;
          const goes = name === 'number' && digits(input.value).length < 16;
          const listeners = element.listeners.change;
          element.listeners.change = [];
          if (!waits && !goes) changed(event);
          element.listeners.change = listeners;
          element.value = { card: cardOf(inputs), postal_code: inputs.postal_code.value };
          listeners.forEach((handler) => handler(changeOf(inputs)));
        };
      });
    };
    element.focus = () => element._inputs && element._inputs.number.focus();
    return element;
  }

  const failedCheck = (intent) => ({
    error: {
      type: 'invalid_request_error',
      code: 'payment_intent_authentication_failure',
      message: 'We are unable to authenticate your payment method.',
      payment_intent: intent,
    },
  });

  window.Stripe = function (key) {
    const stripe = original.apply(this, arguments);
    const elements = stripe.elements;
    stripe.elements = function () {
      const made = elements.apply(stripe, arguments);
      const create = made.create;
      made.create = function () {
        return improve(create.apply(made, arguments));
      };
      return made;
    };
    const ask = stripe.confirmCardPayment.bind(stripe);
    const authenticate = async (clientSecret) => {
      const answer = await ask(clientSecret);
      const intent = answer.paymentIntent;
      return intent && intent.status === 'requires_payment_method' ? failedCheck(intent) : answer;
    };
    stripe.confirmCardPayment = async function (clientSecret, data) {
      const method = data && data.payment_method;
      const element = method && method.card;
      if (!element) return authenticate(clientSecret);
      const change = element._inputs ? changeOf(element._inputs) : {};
      if (!change.complete) {
        const error = change.error || invalid('incomplete_number', 'Your card number is incomplete.');
        return { error };
      }
      const id = clientSecret.match(/^(pi_\w+)_secret_/)[1];
      const address = `${LOCALSTRIPE_BASE_API}/js.stripe.com/v3/payment_intents/${id}/confirm_card`;
      let response;
      try {
        response = await fetch(address, {
          method: 'POST',
          body: JSON.stringify({
            key,
            client_secret: clientSecret,
            card: cardOf(element._inputs),
            billing_details: method.billing_details,
          }),
        });
      } catch (problem) {
        return { error: { type: 'api_connection_error', message: String(problem) } };
      }
      const body = await response.json().catch(() => ({}));
      if (!response.ok || body.error) {
        return { error: body.error || { type: 'api_error', message: 'The payment could not be confirmed.' } };
      }
      return body.status === 'requires_action' ? authenticate(clientSecret) : { paymentIntent: body };
    };
    return stripe;
  };
})();
