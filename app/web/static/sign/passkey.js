// Decides how a signature by passkey is had: what the service prepared is signed by the authenticator, and nothing else.

import { ask } from "../service.js";

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The sign-offs by record id. `wish` is what `POST sign-offs` asks for; docs/sign-offs.md says what comes of it. */
export async function signed(production, wish) {
  const asked = await ask("POST", `/productions/${production}/sign-offs`, wish);
  const credential = await navigator.credentials.get({
    publicKey: {
      challenge: bytes(asked.challenge),
      rpId: asked.rp,
      userVerification: "required",
      allowCredentials: Object.keys(asked.keys).map((id) => ({ type: "public-key", id: bytes(id) })),
    },
  });
  const proof = {
    credential: credential.id,
    public_key: asked.keys[credential.id],
    authenticator_data: text(credential.response.authenticatorData),
    client_data: text(credential.response.clientDataJSON),
    signature: text(credential.response.signature),
    origin: location.origin,
  };
  return new Map(
    asked.sign_offs.map(({ record, sign_off }) => [record, { ...sign_off, proof: { ...sign_off.proof, ...proof } }]),
  );
}
