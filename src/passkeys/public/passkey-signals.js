// Tells the person's password manager what the site knows of its passkeys. Only some browsers hand it on.
(() => {
  const { rpId, ...facts } = JSON.parse(document.currentScript.dataset.signals);
  const { userId, name, displayName, allAcceptedCredentialIds, unknownCredentialId } = facts;
  const call = (signal, told) => globalThis.PublicKeyCredential?.[signal]?.({ rpId, ...told }).catch(() => undefined);
  call('signalCurrentUserDetails', { userId, name, displayName });
  if (unknownCredentialId === undefined) return;
  call('signalUnknownCredential', { credentialId: unknownCredentialId });
  if (allAcceptedCredentialIds?.length > 0) call('signalAllAcceptedCredentials', { userId, allAcceptedCredentialIds });
})();
