using System.Text;
using Holdfast.Linux;

namespace Holdfast.Guard;

/// <summary>
/// What the guard has to say itself: a line each on standard error, which the service leads to a file.
/// </summary>
internal static class GuardLog
{
    private const int StandardError = 2;

    public static void Write(string text) =>
        _ = Descriptors.Write(
            StandardError, Encoding.UTF8.GetBytes($"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ} {text}\n"));
}
