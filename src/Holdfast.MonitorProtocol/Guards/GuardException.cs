namespace Holdfast.MonitorProtocol.Guards;

/// <summary>A guard refused a request; the message says why and what to do.</summary>
public class GuardException(string message) : Exception(message);

/// <summary>
/// The connection to a guard went before its answer came: whether the request was carried out is unknown.
/// </summary>
public sealed class GuardDisconnectedException()
    : GuardException("The connection to the guard was lost before it answered; connect again and look at its list.");
