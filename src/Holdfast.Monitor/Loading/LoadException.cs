namespace Holdfast.Monitor.Loading;

/// <summary>A DLL cannot be loaded or is no resource DLL; the message says why and what to do.</summary>
internal sealed class LoadException(string message) : Exception(message);
