namespace Holdfast.Core.Tests.Scenarios;

/// <summary>
/// A scenario says something that cannot be, or something happened that must never happen, whatever is written.
/// </summary>
public sealed class ScenarioException(string message) : Exception(message);
