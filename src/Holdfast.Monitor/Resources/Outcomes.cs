using System.Net.Sockets;
using System.Reflection;
using Holdfast.Monitor.Loading;
using Holdfast.MonitorProtocol.Monitors;
using Holdfast.ResourceApi;
using Holdfast.ResourceApi.Properties;

namespace Holdfast.Monitor.Resources;

/// <summary>The outcomes of calls, and the one place where an exception of a DLL becomes one.</summary>
internal static class Outcomes
{
    public static CallOutcome Ok { get; } = new() { Result = "ok" };

    public static CallOutcome Running { get; } = new() { Result = "running" };

    public static CallOutcome Failed(string reason) => new() { Result = "failed", Reason = reason };

    public static CallOutcome Refused(string reason) => new() { Result = "refused", Reason = reason };

    /// <summary>Runs a call; whatever it throws is its failure.</summary>
    public static async Task<CallOutcome> CatchAsync(Func<Task<CallOutcome>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            return Failed(Describe(exception));
        }
    }

    /// <summary>What people read: the message, with the type where that says more.</summary>
    public static string Describe(Exception exception) => exception switch
    {
        TargetInvocationException { InnerException: { } inner } => Describe(inner),
        AggregateException { InnerExceptions: [var only] } => Describe(only),
        InvalidPropertiesException or ResourceException or LoadException => exception.Message,
        SocketException => $"the group's guard does not answer: {exception.Message}",
        _ => $"{exception.GetType().Name}: {exception.Message}",
    };
}
