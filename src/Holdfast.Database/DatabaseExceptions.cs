namespace Holdfast.Database;

/// <summary>The database cannot be reached; nothing is known of what it holds.</summary>
public sealed class DatabaseUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// What is stored fails its checksum, is of another program, or of a newer version; the message names it and the
/// remedy.
/// </summary>
public sealed class DatabaseCorruptException(string message, Exception? inner = null) : Exception(message, inner);
