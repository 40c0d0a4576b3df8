using Holdfast.Core.Authority;
using Holdfast.Database.Documents;

namespace Holdfast.Service.Hosting;

/// <summary>
/// Lease profiles as people name them: one of those that are shipped, or the times of their own, H/L/LK/K/W, such as
/// <c>250ms/1.4s/1.55s/300ms/2.1s</c>.
/// </summary>
internal static class LeaseProfiles
{
    private const int Times = 5;

    private static string Known => string.Join(", ", LeaseProfile.All.Select(profile => profile.Name));

    /// <summary>The profile.</summary>
    /// <exception cref="InvalidOperationException">There is none of that name, or it violates what exclusivity rests
    /// on; the message shows the arithmetic.</exception>
    public static LeaseProfile Read(string text)
    {
        LeaseProfile profile = LeaseProfile.All.FirstOrDefault(each => each.Name == text) ?? Own(text);
        IReadOnlyList<LeaseError> errors = LeaseInequality.Check(profile);
        return errors.Count == 0
            ? profile
            : throw new InvalidOperationException(
                string.Join(' ', errors.Select(error => $"{error.Code}: {error.Message}")));
    }

    private static LeaseProfile Own(string text)
    {
        string[] parts = text.Split('/');
        var times = new List<TimeSpan>();
        foreach (string part in parts)
        {
            if (Durations.TryParse(part, out TimeSpan time))
            {
                times.Add(time);
            }
        }

        return parts.Length == Times && times.Count == Times
            ? new LeaseProfile(text, times[0], times[1], times[2], times[3], times[4])
            : throw new InvalidOperationException(
                $"There is no lease profile \"{text}\": use {Known}, or times of your own as H/L/LK/K/W, such as "
                + "250ms/1.4s/1.55s/300ms/2.1s.");
    }
}
