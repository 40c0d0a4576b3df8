namespace Holdfast.Core.Tests.Scenarios;

/// <summary>
/// A scenario says something that cannot be, or something happened that must never happen, whatever is written.
/// </summary>
public class ScenarioException(string message) : Exception(message);

/// <summary>Something happened that must never happen.</summary>
public sealed class RefereeException(string message) : ScenarioException(message);
