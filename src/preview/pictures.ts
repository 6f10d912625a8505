import type { DrawnMessage, Face, Picture, PreviewView } from "./view.ts";

/** The addresses of all pictures of a preview, each once. */
export function listPictures({ campaigns }: PreviewView): readonly string[] {
  const faces = campaigns.flatMap(({ notifications }) =>
    notifications.flatMap(({ now, before }) => [...(before?.faces ?? []), ...(now?.faces ?? [])]),
  );
  return [...new Set(faces.flatMap(({ shown }) => shown?.picture?.address ?? []))];
}

/** Puts in what was fetched, or why it was not. */
export function placePictures(
  view: PreviewView,
  pictures: ReadonlyMap<string, Omit<Picture, "address">>,
): PreviewView {
  const placeInFace = (face: Face): Face => {
    const picture = face.shown?.picture;
    if (face.shown === undefined || picture === undefined) return face;
    return { ...face, shown: { ...face.shown, picture: { ...picture, ...pictures.get(picture.address) } } };
  };
  const place = (message: DrawnMessage | undefined) =>
    message === undefined ? undefined : { ...message, faces: message.faces.map(placeInFace) };
  return {
    ...view,
    campaigns: view.campaigns.map((campaign) => ({
      ...campaign,
      notifications: campaign.notifications.map((notification) => ({
        ...notification,
        now: place(notification.now),
        before: place(notification.before),
      })),
    })),
  };
}
