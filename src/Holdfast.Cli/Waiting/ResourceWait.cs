using Holdfast.Cli.Output;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;

namespace Holdfast.Cli.Waiting;

/// <summary>Waits until a resource is as it is wanted.</summary>
internal static class ResourceWait
{
    public static async Task<int> ForStateAsync(
        Session session, string name, bool online, TimeSpan timeout, CancellationToken cancellationToken)
    {
        long start = session.Context.Time.GetTimestamp();
        var failures = new FailureWatch(session.Context.Time);
        string wanted = online ? "Online" : "Offline";
        ResourceDto resource = await Progress.WaitAsync(session, $"resource {name} to {wanted}", timeout, async token =>
        {
            ResourceDto now = await session.Client.Resources.ShowAsync(name, token).ConfigureAwait(false);
            if (now.State == wanted)
            {
                return new Progress.Step<ResourceDto>("", now);
            }

            failures.Check(now, ErrorCodes.ResourceFailed);
            return new Progress.Step<ResourceDto>(
                now.State + (now.StatusText.Length > 0 ? $" ({now.StatusText})" : ""), null);
        }, cancellationToken).ConfigureAwait(false);
        return session.Print(resource, ClientJson.Indented.ResourceDto, () => session.Terminal.Line(
            $"{resource.State}{(online ? $" on {resource.Owner}" : "")}, "
            + Texts.Seconds(session.Context.Time.GetElapsedTime(start))));
    }
}
